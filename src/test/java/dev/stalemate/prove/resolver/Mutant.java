package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A planted error in the terms of look-ups, and the statements that it must make fail. */
record Mutant(String says, LookUps lookUps, Set<String> broken) {
    @Override
    public String toString() {
        return says;
    }

    static List<Mutant> all() {
        return Stream.concat(ofPairs().stream(), ofPages().stream()).toList();
    }

    /** Errors in what pairs match and how they count. */
    private static List<Mutant> ofPairs() {
        return List.of(
                new Mutant(
                        "KVM's range has one frame less",
                        new LookUps() {
                            @Override
                            Term kvmRange(PairTerms pair, Term frame) {
                                return kvmFirst(pair).ule(frame).and(frame.ult(kvmLast(pair)));
                            }
                        },
                        Set.of(
                                "kvm-range",
                                "kvm-one-pair",
                                "kvm-at-most-one",
                                "kvm-same-types",
                                "kvm-uc-order",
                                "kvm-large")),
                new Mutant(
                        "KVM's ranges are the SDM's",
                        new LookUps() {
                            @Override
                            Term kvmMatches(PairTerms pair, Term frame) {
                                return sdmMatches(pair, frame);
                            }
                        },
                        Set.of("kvm-range-only", "kvm-one-pair-only", "kvm-hole", "kvm-unaligned")),
                new Mutant(
                        "the SDM gives WB where WT and WB match",
                        new LookUps() {
                            @Override
                            Term sdmOverlap(TypeSet matching, Term defaultType) {
                                return Term.ite(
                                        matching.isWtAndWb(),
                                        Codes.of(MemType.WB),
                                        super.sdmOverlap(matching, defaultType));
                            }
                        },
                        Set.of("kvm-same-types", "xen-page")),
                new Mutant(
                        "a pair that doesn't match counts",
                        new LookUps() {
                            @Override
                            KvmWalk kvmNext(KvmWalk walk, Term matches, Term code) {
                                return walk.next(matches.or(Codes.is(code, MemType.WP)), code);
                            }
                        },
                        Set.of("kvm-zap-old-and-new", "kvm-large-own")));
    }

    /** Errors in blocks of pages, and in what registers rule. */
    private static List<Mutant> ofPages() {
        return List.of(
                new Mutant(
                        "a gap in a large page is not seen",
                        new LookUps() {
                            @Override
                            UniformWalk uniformNext(UniformWalk walk, Term touches, Term code, Term first, Term last) {
                                UniformWalk next = walk.next(touches, code, first, last);
                                return new UniformWalk(next.types(), next.covered(), walk.partial());
                            }
                        },
                        Set.of("kvm-large-own", "kvm-large")),
                new Mutant(
                        "KVM's fixed ranges rule with FE=0",
                        new LookUps() {
                            @Override
                            Term kvmType(MtrrTerms r, Term hasMtrrs, Term address, Term variable) {
                                Term first = address.extract(63, 20).eq(Term.constant(44, 0));
                                return Term.ite(
                                        r.enabled().and(first),
                                        r.fixedType(address),
                                        super.kvmType(r, hasMtrrs, address, variable));
                            }
                        },
                        Set.of("kvm-zap-fixed", "kvm-one-pair")),
                new Mutant(
                        "variable ranges count with E=0",
                        new LookUps() {
                            @Override
                            Term kvmType(MtrrTerms r, Term hasMtrrs, Term address, Term variable) {
                                return Term.ite(
                                        r.fixedRules(address), super.kvmType(r, hasMtrrs, address, variable), variable);
                            }

                            @Override
                            XenAnswer xenType(MtrrTerms r, Term start, Term block, XenAnswer variable) {
                                return variable;
                            }
                        },
                        Set.of("kvm-zap-disabled", "xen-unmarked", "xen-large-fixed")),
                new Mutant(
                        "Xen splits no block of several types",
                        new LookUps() {
                            @Override
                            XenAnswer xenOverlap(TypeSet types, Term last, Term defaultType, Term block) {
                                XenAnswer answer = super.xenOverlap(types, last, defaultType, block);
                                return new XenAnswer(Term.FALSE, answer.type());
                            }
                        },
                        Set.of("xen-large-exact", "xen-large-covered")));
    }
}
