package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.outside.Request.BadRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Requests in order, of which the first is a reset, as the reference takes them. */
final class Script {
    private static final String RESET = "reset";

    private Script() {}

    /** What the reference answers. */
    static ImmutableList<String> answers(List<String> requests) {
        ReferenceSession reference = new ReferenceSession();
        return requests.stream()
                .map(line -> Objects.requireNonNull(reference.answer(line), line))
                .collect(ImmutableList.toImmutableList());
    }

    /** The verb of a request. */
    static String verb(String request) {
        int end = request.indexOf(' ');
        return end < 0 ? request : request.substring(0, end);
    }

    /**
     * What an implementation can or can't do as a whole: the verb, with the sort of the register, the order of the page, or which
     * number of a reset is not the usual one.
     */
    static String kind(String request) {
        try {
            Request r = Request.parse(request);
            return switch (r.verb()) {
                case "wrmsr", "rdmsr" -> r.verb() + " " + Msr.of(r.hex(0));
                case "large" -> "large " + r.decimal(r.word(1), 0, Integer.MAX_VALUE, "order");
                case RESET -> reset(request);
                case "type", "effective", "pat", "cr0", "ept", "eptype" -> r.verb();
                default -> "anything else";
            };
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return "anything else";
        }
    }

    private static String reset(String request) {
        if (!request.endsWith("vcnt=8")) {
            return "reset with another vcnt";
        }
        return request.contains("maxphyaddr=46") ? RESET : "reset with another maxphyaddr";
    }

    /** Whether what follows depends on the request: where two disagree on it, nothing after it can be compared. */
    static boolean changesState(String request) {
        String verb = verb(request);
        return verb.equals("wrmsr") || verb.equals("cr0") || verb.equals(RESET);
    }

    /** Whether every range is as the SDM wants them at the end: a contiguous mask, and a base that fits it (SDM 11.11.4). */
    static boolean isRegular(List<String> requests) {
        MtrrRegisters r = registers(requests);
        for (int n = 0; n < r.vcnt(); n++) {
            if (!Ranges.regular(r, n)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last request is for the type of an address that the fixed ranges rule. */
    static boolean endsInFixedRange(List<String> requests) {
        MtrrRegisters r = registers(requests);
        try {
            Request last = Request.parse(requests.get(requests.size() - 1));
            return last.verb().equals("type") && FixedRanges.contains(last.hex(0)) && Mtrrs.fixedEnabled(r);
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** The same requests without writes to pairs that are irregular at the end; the last one stays. */
    static ImmutableList<String> withoutIrregularRanges(List<String> requests) {
        MtrrRegisters r = registers(requests);
        return without(requests, request -> Simpler.pair(request).stream()
                .anyMatch(n -> n < r.vcnt() && !Ranges.regular(r, n)));
    }

    /** The same requests without some of those between the first and the last one. */
    static ImmutableList<String> without(List<String> requests, Predicate<String> which) {
        ImmutableList.Builder<String> kept = ImmutableList.builder();
        for (int i = 0; i < requests.size(); i++) {
            if (i == 0 || i == requests.size() - 1 || !which.test(requests.get(i))) {
                kept.add(requests.get(i));
            }
        }
        return kept.build();
    }

    /** The registers as the requests leave them. */
    static MtrrRegisters registers(List<String> requests) {
        ReferenceSession reference = new ReferenceSession();
        for (String request : requests) {
            String unused = reference.answer(request);
        }
        return reference.registers();
    }

    /** The words of a request. */
    static List<String> words(String request) {
        return new ArrayList<>(
                Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(request));
    }
}
