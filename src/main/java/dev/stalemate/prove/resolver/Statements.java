package dev.stalemate.prove.resolver;

import dev.stalemate.prove.resolver.Lemma.Refutation;
import dev.stalemate.prove.resolver.Lemma.Theorem;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** All statements with what shows that they are true, or false, in the order in which they are told. */
final class Statements {
    private static final String EVERYWHERE =
            "MAXPHYADDR 32 to 52, any number of pairs (8, 10, 20 and 40 among them), every value of every register, every address";
    private static final String ONE_PAIR = "MAXPHYADDR 32 to 52, every pair, every address";
    private static final String BLOCKS = EVERYWHERE + ", blocks of 2^n frames of any size";
    private static final String SMALLEST = "the smallest example that was found";
    private static final String LARGE =
            "KVM's check whether a large page has one type (kvm_mtrr_check_gfn_range_consistency(), claim R2)";
    private static final String TYPES =
            "KVM's type of a page (kvm_mtrr_get_guest_memory_type(), claim R1) and the SDM's";
    private static final String ZAPS = "What KVM must zap when an MTRR is written (update_mtrr(), claims K13 and K13b)";
    private static final String XEN =
            "Xen's type of a page and of a large page (mtrr_get_type(), claim R3) and the SDM's";

    private static final String ENTRIES = "Effective types (SDM table 11-7), EPT entries and MSRs";
    private static final String PROCESSORS =
            "MAXPHYADDR 32 to 52, every entry of 64 bits, every choice of features (A.10) and mode-based execution";
    private static final String CODE = "The program's own code, and the terms that stand for it in proofs";
    private static final String LEGAL = "WRMSR has let all registers in";
    private static final String CODE_RANGE =
            "MAXPHYADDR 32 to 52, one to three pairs, every register, every address; 8, 10, 20 and 40 pairs on random registers";

    private final List<Lemma> all = new ArrayList<>();
    private String group = "";

    private Statements() {}

    /** The statements about some look-ups and rules. */
    static List<Lemma> of(LookUps lookUps, EntryRules rules) {
        Statements statements = new Statements();
        Examples examples = new Examples(lookUps);
        statements.types(lookUps);
        statements.otherTypes(examples);
        statements.large(lookUps, examples);
        statements.zaps(lookUps, examples);
        statements.xen(lookUps, examples);
        statements.entries(rules);
        statements.code(lookUps);
        return List.copyOf(statements.all);
    }

    private void holds(String id, String says, String where, String range, Supplier<Composition> proof) {
        all.add(new Theorem(new Statement(id, group, says, where, range, Known.PROVED), proof));
    }

    private void fails(String id, String says, String where, Search search) {
        all.add(new Refutation(new Statement(id, group, says, where, SMALLEST, Known.FALSE), search));
    }

    private void types(LookUps lookUps) {
        group = TYPES;
        RangeLemmas ranges = new RangeLemmas(lookUps);
        TypeLemmas types = new TypeLemmas(lookUps);
        holds(
                "kvm-range",
                "KVM's range of a valid pair holds exactly the addresses that the SDM's formula matches (11.11.2.3)",
                RangeLemmas.REGULAR,
                ONE_PAIR,
                ranges::same);
        holds(
                "kvm-range-only",
                "of every other valid pair, some address is in KVM's range alone, or matches alone",
                "its size is no power of two (the mask has a hole), or its base is no multiple of the size (SDM 11.11.4)",
                ONE_PAIR,
                ranges::only);
        holds(
                "kvm-one-pair",
                "with one valid pair KVM gives each address the SDM's type",
                RangeLemmas.REGULAR + "; CPUID has the MTRR feature",
                "MAXPHYADDR 32 to 52, one pair valid of any number, every value of every register, every address",
                types::onePair);
        holds(
                "kvm-one-pair-only",
                "with any other valid pair KVM gives some address another type than the SDM",
                "E=1 and FE=0, and the pair's type is not the default type; its size is no power of two, or its base no multiple of it",
                "MAXPHYADDR 32 to 52, one pair, every value of every register",
                types::onlyRegular);
        holds(
                "kvm-at-most-one",
                "KVM gives an address the SDM's type",
                "at most one valid pair matches it (SDM 11.11.2.3); each pair is regular: " + RangeLemmas.REGULAR,
                EVERYWHERE,
                types::atMostOne);
        holds(
                "kvm-same-types",
                "KVM gives an address the SDM's type",
                "all valid pairs that match it have one type, or are WT and WB (SDM 11.11.4.1); each pair is regular",
                EVERYWHERE,
                types::agreeing);
        holds(
                "kvm-uc-order",
                "where other types match, and one of them is UC (11.11.4.1: UC), KVM gives UC exactly if, by descending PHYSBASE, the first pair "
                        + "whose type doesn't agree with those before it is a UC one, and WB otherwise",
                "the SDM defines the type; types agree that are the same, or WT and WB; each pair is regular",
                EVERYWHERE,
                types::exactly);
    }

    private void otherTypes(Examples examples) {
        fails(
                "kvm-regular",
                "KVM gives an address the SDM's type, where the SDM defines one",
                "each pair is regular, and nothing is said of how they overlap; two pairs are the fewest (kvm-one-pair)",
                examples.types());
        fails(
                "kvm-hole",
                "with one valid pair KVM gives an address the SDM's type, even if the mask has a hole",
                "the base has no bit outside of the mask",
                examples.typesWithHole());
        fails(
                "kvm-unaligned",
                "with one valid pair KVM gives an address the SDM's type, even if the base is no multiple of the size",
                "the mask has no hole",
                examples.typesUnaligned());
    }

    private void large(LookUps lookUps, Examples examples) {
        group = LARGE;
        holds(
                "kvm-large-own",
                "where the check says that a block has one type, KVM's own look-up gives each page of it the same type",
                "",
                BLOCKS,
                () -> LargeLemmas.own(lookUps));
        holds(
                "kvm-large",
                "where the check says that a block has one type, the SDM gives each page of it the same type (11.11.9)",
                "each valid pair is regular: " + RangeLemmas.REGULAR,
                BLOCKS,
                () -> LargeLemmas.sdm(lookUps));
        fails(
                "kvm-large-hole",
                "where the check says one type the SDM gives one, even if a mask has a hole (claim R2b)",
                "the base has no bit outside of the mask",
                examples.largeWithHole());
        fails(
                "kvm-large-unaligned",
                "where the check says one type the SDM gives one, even if a base is no multiple of the size (claim R2d)",
                "the masks have no holes",
                examples.largeUnaligned());
        fails(
                "kvm-large-needless",
                "where the SDM gives one type the check says so",
                "each pair is regular",
                examples.needlesslySplit());
    }

    private void zaps(LookUps lookUps, Examples examples) {
        group = ZAPS;
        ZapLemmas zaps = new ZapLemmas(lookUps);
        holds(
                "kvm-zap-old-and-new",
                "a write of PHYSBASE or PHYSMASK changes KVM's type of those pages alone that are in the pair's old range while it was valid, or in "
                        + "its new range while it is: zapping both is enough, and zapping the new one alone misses nothing but pages of the old one",
                "",
                EVERYWHERE + ", every legal value that is written",
                zaps::pair);
        holds(
                "kvm-zap-fixed",
                "a write of a fixed-range register changes KVM's type of those pages alone that are among the register's addresses, and of none with "
                        + "FE=0 (11.11.2.2)",
                "",
                EVERYWHERE + ", every value that is written",
                zaps::fixed);
        holds(
                "kvm-zap-disabled",
                "with E=0 a write of any MTRR but IA32_MTRR_DEF_TYPE changes no type (11.11.2.1)",
                "",
                EVERYWHERE,
                zaps::disabled);
        fails(
                "kvm-zap-new-base",
                "zapping a pair's new range is enough when its base is written (claim K13)",
                "the pair is valid and regular before and after",
                examples.moved());
        fails(
                "kvm-zap-new-mask",
                "zapping a pair's new range is enough when its mask is written (claim K13c)",
                "the pair is valid and regular before and after",
                examples.shrunk());
    }

    private void xen(LookUps lookUps, Examples examples) {
        group = XEN;
        holds(
                "xen-page",
                "Xen gives a page of 4 KiB the SDM's type where the SDM defines one, and else the type of the pair with the highest "
                        + "number that matches",
                "",
                EVERYWHERE,
                () -> XenLemmas.page(lookUps));
        holds(
                "xen-large-exact",
                "the SDM gives a page of a block that Xen doesn't split Xen's type exactly if no pair touches the block, a pair matches "
                        + "the page, or the "
                        + "type is the default type",
                "E=1, and the page is not below 1 MiB with FE=1",
                BLOCKS,
                () -> XenLemmas.exactly(lookUps));
        holds(
                "xen-large-covered",
                "the SDM gives each page of a block that Xen doesn't split Xen's type",
                "each valid pair that matches some page of the block matches all of them (11.11.9): its mask has no bit below the block's size",
                BLOCKS,
                () -> XenLemmas.covered(lookUps));
        holds(
                "xen-large-fixed",
                "below 1 MiB with FE=1 a block that Xen doesn't split lies in one fixed range, whose type Xen gives (11.11.2.2)",
                "",
                BLOCKS,
                () -> XenLemmas.fixed(lookUps));
        fails(
                "xen-large-partial",
                "the SDM gives each page of a block that Xen doesn't split Xen's type (claim R3)",
                "the pair is regular, and smaller than the block",
                examples.xenPartial());
        holds(
                "xen-unmarked",
                "a write that doesn't reach memory_type_changed() changes no page's and no block's type: of a fixed-range register with "
                        + "E=0 or FE=0, of a "
                        + "variable range with E=0; after all others every leaf is marked",
                "the guard of memory_type_changed() lets the call through",
                BLOCKS,
                () -> XenLemmas.unmarked(lookUps));
    }

    private void entries(EntryRules rules) {
        group = ENTRIES;
        holds(
                "sdm-table",
                "the effective type is that of SDM table 11-7",
                "CR0.CD=0",
                "all 30 cells",
                () -> EntryLemmas.table(rules));
        holds(
                "ept-effective",
                "the type of an access through an EPT leaf is UC with CR0.CD=1, else the leaf's EMT with IPAT=1, else that of table 11-7 "
                        + "with the EMT "
                        + "for the MTRR type (28.2.6.2)",
                "the leaf's EMT is legal: 0, 1, 4, 5 or 6",
                "every leaf of 64 bits, every PAT type",
                () -> EntryLemmas.effective(rules));
        holds(
                "ept-misconfigured",
                "an entry is misconfigured exactly if it is present and has W without R, X alone without execute-only, a reserved bit "
                        + "(of the address from "
                        + "MAXPHYADDR to 51; 6:3 or 7:3 where it maps no page; below the size of the page that it maps), a size that is not "
                        + "supported, or EMT "
                        + "2, 3 or 7 in a leaf (28.2.3.1)",
                "",
                PROCESSORS + ", levels 1 to 5",
                () -> EntryLemmas.misconfigured(rules));
        holds(
                "ept-ignored",
                "bits 9:8, 11 and 63:52 of an entry, and IPAT of a leaf, never matter to that",
                "",
                PROCESSORS + ", levels 1 to 5",
                () -> EntryLemmas.ignored(rules));
        holds(
                "ept-leaf-types",
                "a leaf holds the EMT and the IPAT that are put into it, keeps its other bits, and does not become misconfigured by them",
                "the type is one of UC, WC, WT, WP and WB",
                PROCESSORS + ", levels 1 to 3",
                () -> EntryLemmas.leafTypes(rules));
        holds(
                "ept-pointer",
                "an EPTP is valid exactly if its type is UC or WB as supported, its walk has 4 levels or 5 where supported, bits 6 and 7 "
                        + "are clear where not "
                        + "supported, and so are bits 11:8 and those from MAXPHYADDR on (26.2.1.1)",
                "",
                PROCESSORS,
                () -> EntryLemmas.pointer(rules));
        holds(
                "wrmsr",
                "what WRMSR lets into an MTRR is what these proofs take for legal (11.11.2.1 to 11.11.2.3)",
                "",
                "MAXPHYADDR 32 to 52, every value of 64 bits; of the pairs, the first and the last",
                () -> EntryLemmas.registers(rules));
    }

    private void code(LookUps lookUps) {
        group = CODE;
        holds("code-sdm", "Mtrrs.type gives what its term gives", LEGAL, CODE_RANGE, () -> CodeLemmas.sdm(lookUps));
        holds(
                "code-kvm",
                "KvmMtrrLookup.type gives what its term gives",
                LEGAL,
                CODE_RANGE + ", each order of the list",
                () -> CodeLemmas.kvm(lookUps));
        for (int order : SampledCode.ORDERS) {
            String size = order == 0 ? "4k" : order == 9 ? "2m" : "1g";
            holds(
                    "code-xen-" + size,
                    "XenMtrrs.type gives what its term gives for a block of " + size.toUpperCase(Locale.ROOT),
                    LEGAL,
                    CODE_RANGE,
                    () -> CodeLemmas.xen(lookUps, order));
        }
        for (int order : SampledCode.ORDERS.subList(1, SampledCode.ORDERS.size())) {
            String size = order == 9 ? "2m" : "1g";
            holds(
                    "code-kvm-" + size,
                    "KvmMtrrLookup.uniform gives what its term gives for a block of " + size.toUpperCase(Locale.ROOT),
                    LEGAL + "; the block is not below 1 MiB with FE=1",
                    "MAXPHYADDR 32 to 52, one and two pairs, each order of the list; any number on random registers",
                    () -> CodeLemmas.kvmLarge(lookUps, order));
        }
    }
}
