package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.outside.Request.BadRequestException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Requests that say the same sort of thing with simpler values. */
final class Simpler {
    private static final long PAGE_BITS = 0xFFF;
    private static final long[] DEFAULTS = {0x800, 0x806, 0xC00, 0xC06};
    private static final long[] TYPES = {6, 0};
    private static final long ALL_WB = 0x0606060606060606L;
    private static final long[] ADDRESSES = {0, 0x80000, 0xA0000, 0xC0000, 0x100000};
    private static final long[] CR0 = {0x40000000, 0x60000000};

    private Simpler() {}

    /** Replacements for a request that are simpler than it, the simplest one first. */
    static ImmutableList<String> replacements(String request) {
        try {
            List<String> all = new ArrayList<>(ladder(Request.parse(request), request));
            int self = all.indexOf(request);
            return ImmutableList.copyOf(self < 0 ? all : all.subList(0, self));
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return ImmutableList.of(); // no request of the protocol: as it is
        }
    }

    private static List<String> ladder(Request r, String request) throws BadRequestException {
        return switch (r.verb()) {
            case "reset" -> resets(Script.words(request));
            case "wrmsr" -> writes(r.hex(0), r.hex(1));
            case "type" -> addresses("type ", r.hex(0), "");
            case "large" -> larges(r.hex(0), r.word(1));
            case "cr0" -> values("cr0 ", CR0);
            case "pat" -> values("pat ", 0, 1, 2, 3, 4, 5, 6, 7);
            default -> List.of();
        };
    }

    private static List<String> resets(List<String> words) {
        List<String> all = new ArrayList<>();
        all.add(SessionWriter.USUAL_RESET);
        for (String word : words.subList(1, words.size())) {
            all.add(word.startsWith("vcnt") ? "reset maxphyaddr=46 " + word : "reset " + word + " vcnt=8");
        }
        return all;
    }

    private static List<String> writes(long msr, long value) {
        String start = "wrmsr " + SessionWriter.hex(msr) + " ";
        List<String> all = new ArrayList<>();
        switch (Msr.of(msr)) {
            case DEF_TYPE -> all.addAll(values(start, DEFAULTS));
            case PHYSBASE -> {
                for (long type : TYPES) {
                    all.add(start + SessionWriter.hex((value & ~0xFFL) | type));
                }
            }
            case FIX64K, FIX16K, FIX4K -> {
                all.addAll(values(start, 0, ALL_WB));
                all.addAll(fields(start, value, 0));
            }
            case PAT -> {
                all.addAll(values(start, Pat.RESET, 0, ALL_WB));
                all.addAll(fields(start, value, Pat.RESET));
            }
            default -> all.addAll(values(start, 0));
        }
        all.add(start + SessionWriter.hex(value)); // itself, in the usual spelling
        return all;
    }

    /** All fields but one from another value. */
    private static List<String> fields(String start, long value, long other) {
        List<String> all = new ArrayList<>();
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            all.add(start + SessionWriter.hex((other & ~(0xFFL << shift)) | (value & (0xFFL << shift))));
        }
        return all;
    }

    private static List<String> larges(long address, String order) {
        List<String> all = new ArrayList<>(addresses("large ", address, " 9"));
        all.addAll(addresses("large ", address, " 18"));
        all.addAll(addresses("large ", address, " " + order));
        return all;
    }

    private static List<String> addresses(String start, long address, String end) {
        List<String> all = new ArrayList<>();
        for (long simple : ADDRESSES) {
            all.add(start + SessionWriter.hex(simple) + end);
        }
        all.add(start + SessionWriter.hex(address & ~PAGE_BITS) + end);
        all.add(start + SessionWriter.hex(address) + end);
        return all;
    }

    private static List<String> values(String start, long... values) {
        List<String> all = new ArrayList<>();
        for (long value : values) {
            all.add(start + SessionWriter.hex(value));
        }
        return all;
    }

    /**
     * A request without one bit of its value; itself where the bit is clear, or a word of the value that is a type.
     *
     * @param bit 0 to 63; a range's mask is gone through upwards, so that the range grows and stays one, everything else downwards
     */
    static String withoutBit(String request, int bit) {
        try {
            Request r = Request.parse(request);
            return switch (r.verb()) {
                case "wrmsr" -> {
                    Msr msr = Msr.of(r.hex(0));
                    int at = msr == Msr.PHYSMASK ? bit : Long.SIZE - 1 - bit;
                    boolean address = at >= 12 && (msr == Msr.PHYSMASK || msr == Msr.PHYSBASE);
                    String start = "wrmsr " + SessionWriter.hex(r.hex(0)) + " ";
                    yield address ? start + without(r.hex(1), at) : request;
                }
                case "type", "cr0" -> r.verb() + " " + without(r.hex(0), Long.SIZE - 1 - bit);
                case "large" -> "large " + without(r.hex(0), Long.SIZE - 1 - bit) + " " + r.word(1);
                case "ept", "eptype" -> {
                    // An entry that is present stays so.
                    String end = request.substring((r.verb() + " " + r.word(0)).length());
                    yield bit >= Long.SIZE - 3
                            ? request
                            : r.verb() + " " + without(r.hex(0), Long.SIZE - 1 - bit) + end;
                }
                default -> request;
            };
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return request;
        }
    }

    private static String without(long value, int bit) {
        return SessionWriter.hex(value & ~(1L << bit));
    }

    /** The same requests with the pairs that they name numbered from 0 on, in the same order. */
    static ImmutableList<String> renumbered(List<String> requests) {
        TreeSet<Integer> pairs = new TreeSet<>();
        requests.forEach(request -> pairs.addAll(pair(request)));
        List<Integer> order = List.copyOf(pairs);
        return requests.stream()
                .map(request -> {
                    List<Integer> pair = pair(request);
                    return pair.isEmpty() ? request : renamed(request, order.indexOf(pair.get(0)));
                })
                .collect(ImmutableList.toImmutableList());
    }

    /** The same requests, with ranges of the same sizes, of a processor with the usual MAXPHYADDR. */
    static ImmutableList<String> ofUsualWidth(List<String> requests) {
        MtrrRegisters r = Script.registers(requests);
        long all = (1L << SessionWriter.USUAL_WIDTH) - 1;
        long more = all & -(1L << r.maxPhyAddr());
        return requests.stream()
                .map(request -> ofUsualWidth(request, all, more))
                .collect(ImmutableList.toImmutableList());
    }

    private static String ofUsualWidth(String request, long all, long more) {
        try {
            Request r = Request.parse(request);
            return switch (r.verb()) {
                case "reset" -> request.replaceFirst("maxphyaddr=\\d+", "maxphyaddr=" + SessionWriter.USUAL_WIDTH);
                case "wrmsr" -> {
                    Msr msr = Msr.of(r.hex(0));
                    long value = msr == Msr.PHYSMASK ? r.hex(1) | more : r.hex(1);
                    String start = "wrmsr " + SessionWriter.hex(r.hex(0)) + " ";
                    boolean address = msr == Msr.PHYSMASK || msr == Msr.PHYSBASE;
                    yield address && value != 0 ? start + SessionWriter.hex(value & all) : request;
                }
                case "type" -> "type " + SessionWriter.hex(r.hex(0) & all);
                case "large" -> "large " + SessionWriter.hex(r.hex(0) & all) + " " + r.word(1);
                default -> request;
            };
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return request;
        }
    }

    /** The same requests with those writes first that are to registers of lower numbers; as they are if some are no writes. */
    static ImmutableList<String> ordered(List<String> requests) {
        if (requests.size() < 3) {
            return ImmutableList.copyOf(requests);
        }
        List<String> between = requests.subList(1, requests.size() - 1);
        if (!between.stream().allMatch(request -> request.startsWith("wrmsr 0x"))) {
            return ImmutableList.copyOf(requests);
        }
        Comparator<String> byNumber = Comparator.comparingInt(
                        (String request) -> Script.words(request).get(1).length())
                .thenComparing(request -> Script.words(request).get(1));
        return ImmutableList.<String>builder()
                .add(requests.get(0))
                .addAll(between.stream().sorted(byNumber).toList())
                .add(requests.get(requests.size() - 1))
                .build();
    }

    /** The pair whose register a request names; none, or one. */
    static List<Integer> pair(String request) {
        try {
            Request r = Request.parse(request);
            boolean names = r.verb().equals("wrmsr") || r.verb().equals("rdmsr");
            long msr = names ? r.hex(0) : 0;
            boolean variable = names && (Msr.of(msr) == Msr.PHYSBASE || Msr.of(msr) == Msr.PHYSMASK);
            return variable ? List.of(MtrrMsr.pair((int) msr)) : List.of();
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            return List.of();
        }
    }

    private static String renamed(String request, int pair) {
        List<String> words = Script.words(request);
        int msr = Integer.decode(words.get(1).startsWith("0x") ? words.get(1) : "0x" + words.get(1));
        words.set(1, SessionWriter.hex(MtrrMsr.isMask(msr) ? MtrrMsr.physMask(pair) : MtrrMsr.physBase(pair)));
        return String.join(" ", words);
    }
}
