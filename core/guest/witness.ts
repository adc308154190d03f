/**
 * Who saw what a capture shows. `guest`: the machine's own kernel, in its own terminal. `inventory`: a tool that asked
 * that kernel (Ansible, osquery). `guest-agent`: the hypervisor asked an agent inside (QEMU guest agent, VMware Tools).
 * `lease`: a DHCP server gave the address out. `arp`: the hypervisor overheard it. `intent`: a definition says so.
 */
export type Witness = 'guest' | 'inventory' | 'guest-agent' | 'lease' | 'arp' | 'intent'
