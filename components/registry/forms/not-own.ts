/** Why a registry that a fabric serves is not edited here; nothing for one of our own. */
export const notOwn = (vpc: { readonly name: string; readonly fabric: string | null }): string | undefined =>
  vpc.fabric === null
    ? undefined
    : `VPC ${vpc.name} is served by fabric ${vpc.fabric}: it is edited there, and addresses are registered from a finding or the address list.`
