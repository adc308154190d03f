/** Links that are made inside the guest and never stand for an interface of the fabric. */
export const INNER_LINK =
  /^(lo\d*$|docker|br-|veth|virbr|cni|flannel|cali|kube-|tun|tap|wg|dummy|sit|gre|vxlan|geneve|podman|lxc|lxd)/
