/** Antrea numbers its tables when it starts: only a dump with names tells which is which. */
export const ANTREA_GUARDS = ['ARPSpoofGuard', 'SpoofGuard']
export const ANTREA_TABLES = [
  'PipelineRootClassifier',
  'ARPSpoofGuard',
  'ARPResponder',
  'Classifier',
  'SpoofGuard',
  'IPv6',
  'PipelineIPClassifier',
  'UnSNAT',
  'ConntrackZone',
  'ConntrackState',
  'PreRoutingClassifier',
]
export const ANTREA_SOURCE = 'antrea-io/antrea pkg/agent/openflow/pipeline.go, docs/design/ovs-pipeline.md'
