package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.Finding.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The words of Linux's complaints of memory types: of the MTRRs in every version from 2.4.0 on, and of the PAT from 2.6.25 on, which
 * was the first to use it.
 */
final class Complaints {
    /**
     * One complaint.
     *
     * @param sentence what it means; {@code {who}}, {@code {range}}, {@code {wanted}}, {@code {got}} and {@code {name}} are filled in
     */
    record Complaint(Kind kind, String sentence, Wording wording) {
        Complaint(Kind kind, String sentence, String template) {
            this(kind, sentence, Wording.of(template));
        }

        /** Whether it is about addresses. */
        boolean hasRange() {
            return sentence.contains("{range}");
        }

        String text(
                @Nullable Range<Long> range,
                String process,
                @Nullable MemType wanted,
                @Nullable MemType got,
                String name) {
            return sentence.replace("{range}", range == null ? "" : Addresses.range(range))
                    .replace("{wanted}", type(wanted))
                    .replace("{got}", type(got))
                    .replace("{name}", name)
                    .replace("{who}", process.isEmpty() ? "a driver" : process);
        }

        private static String type(@Nullable MemType type) {
            return type == null ? "another type" : type.toString();
        }
    }

    private static final String CONFLICT = "{who} wants {range}, in which {wanted} and {got} conflict";
    private static final String RESERVE = "{range} can't be reserved as {wanted}";
    private static final String FREED = "{who} gives {range} back, which was never reserved";
    private static final String DEV_MEM = "{who} may not map {range} through /dev/mem";
    private static final String EXPECTED = "{who} wants {range} as {wanted}, and it can be mapped only as {got}";
    private static final String RAM = "{who} wants {range}, which is RAM, as {wanted} and gets {got}";
    private static final String ALIAS = "the kernel's own mapping of {range} can't be made {wanted} for {who}";
    private static final String MAPPED_RAM = "{who} wants to map {range} as a device's memory, and it is RAM";
    private static final String SPANS = "{who} maps {range}, which reaches beyond {name}";
    private static final String WARNING = "the kernel warns of a state that should not be, in {name}";
    private static final String NO_MTRR = "{who} found no MTRR to make its memory WC";
    private static final String NO_PAGES = "pages for a graphics card can't be made {name}";

    /** arch/x86/kernel/cpu/mtrr (arch/i386/kernel/mtrr.c), without a prefix from 4.16 on. */
    private static final ImmutableList<Complaint> REFUSALS = ImmutableList.of(
            // mtrr_add_page, from 2.4.0 on, as all without a remark. Old kernels print the last size with the unit of
            // the others.
            refusal(
                    "{who} wants {range} to be {wanted}, but it is in a register's {got} range",
                    "{mtrr}type mismatch for {start-page},{size-pages} old: {got-mtrr} new: {wanted-mtrr}"),
            refusal(
                    "{who} wants {range} in a register of its own, but it overlaps the one at {name}",
                    "{mtrr}{start-page},{size-pages} overlaps existing {name},{hex}"),
            refusal("{who} gets no MTRR, because all are in use", "{mtrr}no more MTRRs available"),
            refusal("{who} wants a range that no MTRR can hold", "{mtrr}base or size exceeds the MTRR width"),
            refusal("{who} wants a range without a size", "mtrr: zero sized request"),
            refusal("{who} wants a type that MTRRs don't have", "mtrr: type: {n} illegal"),
            // From 2.6.0 on.
            refusal("{who} wants a type that MTRRs don't have", "mtrr: type: {n} invalid"),
            // The same, from 2.5 on in generic_validate_add_page.
            refusal(
                    "{who} wants {range} in one MTRR, and it does not start at a multiple of its size",
                    "{mtrr}base({start-page}) is not aligned on a size({size-pages}) boundary"),
            refusal(
                    "{who} wants a range that starts at {name}, and this processor's start at multiples of 4 MiB",
                    "{mtrr}base({name}) is not 4 MiB aligned"),
            refusal(
                    "{who} wants a range in which this processor would hang",
                    "{mtrr}writable mtrr between 0x70000000 and 0x7003FFFF may hang the CPU."),
            // To 2.6.24.
            refusal(
                    "{who} wants {range}, and variable ranges may not start below 1 MiB",
                    "{mtrr}cannot set region below 1 MiB ({start-page},{size-pages})"),
            // For Centaur's processors.
            refusal(
                    "{who} wants a type that this processor does not have",
                    "{mtrr}only write-combining {any} supported"),
            // mtrr_add, in mtrr_check from 2.6.0 on; the second line tells of the same, from 2.6.32 on only for
            // debugging.
            refusal(
                    "{who} wants a range that does not start or end where a page does",
                    "{mtrr}size and base must be multiples of {page}"),
            refusal("the range that Linux refuses is {range}", "mtrr: size: {size} base: {start}"),
            // mtrr_del_page.
            refusal(
                    "{who} gives {range} back, and no MTRR has it",
                    "{mtrr}no MTRR for {start-page},{size-pages} found"),
            // mtrr_wrmsr, from 2.6.18 on.
            refusal(
                    "a processor did not take a new value of MSR {name}",
                    "MTRR: CPU {n}: Writing MSR {name} to {any} failed"));

    private static final ImmutableList<Complaint> TYPES = ImmutableList.of(
            // arch/x86/mm/pat.c, reserve_memtype to 2.6.28, chk_conflict to 2.6.33; pat_rbtree.c,
            // memtype_rb_check_conflict; pat/memtype_interval.c, memtype_check_conflict, from 5.5 on. The end is
            // excluded in all.
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    CONFLICT,
                    "{pat}{process}:{pid} conflicting memory types {start}-{end} {wanted}<->{got}"),
            // pat.c, reserve_memtype: 2.6.25 to 3.5; to 5.5. pat/memtype.c, memtype_reserve: from 5.6 on.
            complaint(
                    Kind.MEMTYPE_FAILED,
                    RESERVE,
                    "{pat}reserve_memtype failed {start}-{end}, track {type}, req {wanted}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    RESERVE,
                    "{pat}reserve_memtype failed [mem {start}-{last}], track {type}, req {wanted}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    RESERVE,
                    "{pat}memtype_reserve failed [mem {start}-{last}], track {type}, req {wanted}"),
            // The same functions, of addresses that the processor does not have: 4.19 to 5.5; from 5.6 on.
            complaint(Kind.MEMTYPE_FAILED, RESERVE, "reserve_memtype failed: [mem {start}-{last}], req {wanted}"),
            complaint(Kind.MEMTYPE_FAILED, RESERVE, "memtype_reserve failed: [mem {start}-{last}], req {wanted}"),
            // pat.c, reserve_ram_pages_type: 2.6.32 to 3.5; from 3.6 on.
            complaint(
                    Kind.MEMTYPE_FAILED,
                    "{range}, which is RAM, can't be reserved as {wanted}",
                    "{pat}reserve_ram_pages_type failed {start}-{end}, track {code}, req {wanted-code}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    "{range}, which is RAM, can't be reserved as {wanted}",
                    "{pat}reserve_ram_pages_type failed [mem {start}-{last}], track {code}, req {wanted-code}"),
            // pat.c, free_memtype (memtype_free): 2.6.25 to 3.5; from 3.6 on.
            complaint(Kind.MEMTYPE_FREED, FREED, "{pat}{process}:{pid} freeing invalid memtype {start}-{end}"),
            complaint(Kind.MEMTYPE_FREED, FREED, "{pat}{process}:{pid} freeing invalid memtype [mem {start}-{last}]"),
            // pat.c, map_devmem: 2.6.25 to 2.6.29. reserve_pfn_range: 2.6.29 to 3.5; from 3.6 on.
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    EXPECTED,
                    "{process}:{pid} /dev/mem expected mapping type {wanted} for {start}-{end}, got {got}"),
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    EXPECTED,
                    "{pat}{process}:{pid} map pfn expected mapping type {wanted} for {start}-{end}, got {got}"),
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    EXPECTED,
                    "{pat}{process}:{pid} map pfn expected mapping type {wanted} for [mem {start}-{last}], got {got}"),
            // The same function, of RAM: 2.6.32 to 3.5; from 3.6 on.
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    RAM,
                    "{pat}{process}:{pid} map pfn RAM range req {wanted} for {start}-{end}, got {got}"),
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    RAM,
                    "{pat}{process}:{pid} map pfn RAM range req {wanted} for [mem {start}-{last}], got {got}"),
            // pat.c, phys_mem_access_prot_allowed: 2.6.25 to 2.6.29. kernel_map_sync_memtype
            // (memtype_kernel_map_sync): 2.6.30 to 3.5; from 3.6 on.
            complaint(
                    Kind.MEMTYPE_FAILED,
                    ALIAS,
                    "{process}:{pid} /dev/mem ioremap_change_attr failed {wanted} for {start}-{end}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    ALIAS,
                    "{pat}{process}:{pid} ioremap_change_attr failed {wanted} for {start}-{end}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    ALIAS,
                    "{pat}{process}:{pid} ioremap_change_attr failed {wanted} for [mem {start}-{last}]"),
            // pat.c, range_is_allowed, which keeps user space from aliases: 2.6.27 to 3.5; to 4.0; to 4.6.
            // drivers/char/mem.c says the first for other reasons, too.
            complaint(
                    Kind.MEMTYPE_FAILED, DEV_MEM, "Program {process} tried to access /dev/mem between {start}->{end}."),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    DEV_MEM,
                    "Program {process} tried to access /dev/mem between [mem {start}-{last}]"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    DEV_MEM,
                    "{pat}Program {process} tried to access /dev/mem between [mem {start}-{last}], PAT prevents it"),
            // arch/x86/mm/ioremap.c, __ioremap_caller: from 2.6.29 on. The error itself: to 5.5; from 5.6 on.
            complaint(
                    Kind.MEMTYPE_CONFLICT,
                    EXPECTED,
                    "ioremap error for {start}-{end}, requested {wanted-code}, got {got-code}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    "{who} could not map a device's memory, because no type could be reserved",
                    "ioremap reserve_memtype failed {n}"),
            complaint(
                    Kind.MEMTYPE_FAILED,
                    "{who} could not map a device's memory, because no type could be reserved",
                    "ioremap memtype_reserve failed {n}"),
            // The same function, of RAM: 3.0 to 3.16; 3.17 to 4.0, and with %pa from then on, which prints the same.
            complaint(Kind.MEMTYPE_FAILED, MAPPED_RAM, "ioremap on RAM pfn {pfn}"),
            complaint(Kind.MEMTYPE_FAILED, MAPPED_RAM, "ioremap on RAM at {start} - {last}"),
            // kernel/resource.c, iomem_map_sanity_check, whose caller in ioremap.c goes on: 2.6.26 to 3.15; from 3.16
            // on.
            complaint(
                    Kind.MAPPING_SPANS, SPANS, "resource map sanity check conflict: {start} {last} {hex} {hex} {name}"),
            complaint(
                    Kind.MAPPING_SPANS,
                    SPANS,
                    "{sanity}requesting [mem {start}-{last}], which spans more than {name} [mem {hex}-{hex}{flags}]"),
            // kernel/panic.c, __warn, for pat.c and its later names, such as of untrack_pfn and
            // reserve_ram_pages_type: to 3.10; 3.11 to 6.17; from 6.18 on.
            complaint(Kind.MEMTYPE_FAILED, WARNING, "WARNING: at {pat-file}{any}"),
            complaint(Kind.MEMTYPE_FAILED, WARNING, "WARNING: CPU: {n} PID: {pid} at {pat-file}{any}"),
            complaint(Kind.MEMTYPE_FAILED, WARNING, "WARNING: {pat-file} at {any}, CPU#{n}: {process}/{pid}"),
            // arch/x86/kernel/cpu/mtrr, arch_phys_wc_add: from 3.11 on. From 4.15 on the addresses are hashed, so
            // that they say nothing.
            complaint(
                    Kind.NO_WRITE_COMBINING,
                    NO_MTRR,
                    "{mtrr}Failed to add WC MTRR for [{any}-{any}]; performance may suffer."),
            // have_wrcomb there: 2.4 and 2.6.0 on.
            complaint(
                    Kind.NO_WRITE_COMBINING,
                    "the chipset can't do write-combining: {name}",
                    "{mtrr}{chipset} detected. Write-combining disabled."),
            // mtrr_add there: from 2.4 on.
            complaint(
                    Kind.NO_WRITE_COMBINING,
                    "{who} wants WC memory, and the processor has none",
                    "{mtrr}your processor doesn't support write-combining"),
            // drivers/gpu/drm/i915, i915_driver_load: 2.6.31 to 3.10. amdgpu, amdgpu_bo_init: from 5.15 on. ttm and
            // radeon: the rest.
            complaint(
                    Kind.NO_WRITE_COMBINING, NO_MTRR, "{drm}MTRR allocation failed. Graphics performance may suffer."),
            complaint(
                    Kind.NO_WRITE_COMBINING,
                    "{who} could not reserve its frame buffer as WC",
                    "{drm}Unable to set WC memtype for the aperture base"),
            complaint(Kind.NO_WRITE_COMBINING, NO_PAGES, "{drm}Failed to set {n} pages to {name}!"));

    static final ImmutableList<Complaint> ALL =
            ImmutableList.<Complaint>builder().addAll(REFUSALS).addAll(TYPES).build();

    private Complaints() {}

    private static Complaint refusal(String sentence, String template) {
        return new Complaint(Kind.REFUSED, sentence, template);
    }

    private static Complaint complaint(Kind kind, String sentence, String template) {
        return new Complaint(kind, sentence, template);
    }
}
