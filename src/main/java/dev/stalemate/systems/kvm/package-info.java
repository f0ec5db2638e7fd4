/**
 * KVM's EPT memory types under non-coherent DMA: guest MTRRs, PAT, CR0.CD and the zaps that should follow their changes, as argued in
 * "KVM: x86: Keep a per-VM MTRR state" (v2 5/6, May 2023), and as Linux 4.9 to 6.16 has them.
 *
 * <p>A design is a {@link dev.stalemate.systems.kvm.KvmDesign}. A reader's own sees {@code Vm}, {@code Vcpu}, {@code Zap}, {@code OwnState} and
 * {@code KvmMtrrLookup}, and may extend {@code LinuxGuestMtrrs} or {@code LinuxHostTypes}; everything else is the machine it runs on. May use
 * {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.kvm;

import org.jspecify.annotations.NullMarked;
