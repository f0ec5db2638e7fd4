/**
 * Memory of encrypted guests under KVM (AMD SEV): cache lines that the C-bit makes another address, dirty when the page gets another owner, and
 * the flushes that prevent it (Linux 5.17 to 7.3, CVE-2022-0171).
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.encrypted;

import org.jspecify.annotations.NullMarked;
