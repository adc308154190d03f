import type { PairRule } from '../facts'
import { duplicateAddress } from './duplicate-address'
import type { HaVipRule } from './havip'
import { havipHolderMismatch } from './havip-holder-mismatch'
import { havipHolderNotMember } from './havip-holder-not-member'
import { havipMemberNotAllowed } from './havip-member-not-allowed'
import { havipNoHolder } from './havip-no-holder'
import { havipSeveralHolders } from './havip-several-holders'
import { macMismatch } from './mac-mismatch'
import { notProgrammed } from './not-programmed'
import { orphanRule } from './orphan-rule'
import { outsideSubnet } from './outside-subnet'
import { prefixMismatch } from './prefix-mismatch'
import { reservedAddress } from './reserved-address'
import { unfiltered } from './unfiltered'
import { unobserved } from './unobserved'
import { unregistered } from './unregistered'
import { unused } from './unused'

/** Rules that judge one pair, in the order in which findings of equal severity are shown. */
export const PAIR_RULES: readonly PairRule[] = [
  unregistered,
  notProgrammed,
  duplicateAddress,
  macMismatch,
  reservedAddress,
  unfiltered,
  orphanRule,
  outsideSubnet,
  prefixMismatch,
  unused,
  unobserved,
]

/** Rules that judge one HAVIP. */
export const HAVIP_RULES: readonly HaVipRule[] = [
  havipSeveralHolders,
  havipHolderNotMember,
  havipHolderMismatch,
  havipMemberNotAllowed,
  havipNoHolder,
]
