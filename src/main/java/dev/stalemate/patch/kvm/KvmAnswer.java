package dev.stalemate.patch.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.DesignFault;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Announcement.Keeps;
import dev.stalemate.patch.talk.Response;
import dev.stalemate.patch.talk.Response.Item;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads answers about KVM into numbers, which are quick to remember and to play. */
final class KvmAnswer {
    private static final int ZAP_ALL = 0;
    private static final int ZAP = 1;
    private static final int KEEP = 2;
    private static final int COPY = 3;

    private static final int PAGE_SHIFT = 12;
    /** The number of gfns: a guest-physical address has up to 52 bits. */
    private static final long GFNS = 1L << (52 - PAGE_SHIFT);

    private static final long EMT = 7L << 3;
    private static final long IPAT = 1L << 6;
    private static final Pattern KEPT =
            Pattern.compile("([a-z]+\\.[A-Za-z0-9_-]+)(?:\\[([0-9a-fx]+)\\])?=([0-9]{1,9})");
    private static final Pattern COPIED = Pattern.compile("copy([0-9])\\.(0x[0-9a-f]{1,8})=(0x[0-9a-f]{1,16})");

    private final Announcement announced;

    KvmAnswer(Announcement announced) {
        this.announced = announced;
    }

    /** What is wrong with an answer. */
    private static final class Nonsense extends Exception {
        Nonsense(String why) {
            super(why);
        }
    }

    /** The leaf that an answer returns, as {@link EptLeaf} packs it, and behind it what is kept. */
    long[] leaf(String question, Vm vm, Response answer, String line) {
        List<Item> items = answer.items();
        int last = items.size() - 1;
        List<Item> kept =
                items.stream().filter(item -> item.verb().equals("keep")).toList();
        Response returns = new Response(last < 0 || kept.size() < last ? items : items.subList(last, last + 1));
        long bits = returned(question, returns, line, EMT | IPAT);
        MemType emt = MemType.ofCode((int) (bits & EMT) >> 3);
        if (emt == null || !MemType.legalInMtrr(emt.code())) {
            throw Response.nonsense(question, "an EPT leaf can't have the EMT " + ((bits & EMT) >> 3), line);
        }
        long[] effects = effects(question, vm, new Response(kept), line);
        return LongStream.concat(LongStream.of(EptLeaf.of(emt, (bits & IPAT) != 0)), Arrays.stream(effects))
                .toArray();
    }

    /** The number that an answer returns, of which only these bits may be set. */
    static long returned(String question, Response answer, String line, long bits) {
        if (answer.items().size() == 1 && answer.items().get(0).verb().equals("return")) {
            List<String> words = answer.items().get(0).words();
            try {
                long value = words.size() == 1 ? Response.number(words.get(0)) : -1;
                if ((value & ~bits) == 0) {
                    return value;
                }
                throw Response.nonsense(
                        question, "only the bits 0x" + Long.toHexString(bits) + " can be set in what it returns", line);
            } catch (NumberFormatException e) {
                throw Response.nonsense(question, "it returns no number", line);
            }
        }
        throw Response.nonsense(question, "it does not consist of one return", line);
    }

    /** What an answer to an event does: zaps, and changes of what is kept. */
    long[] effects(String question, Vm vm, Response answer, String line) {
        List<Long> all = new ArrayList<>();
        try {
            for (Item item : answer.items()) {
                switch (item.verb()) {
                    case "zap" -> zap(item, all);
                    case "keep" -> keep(item, vm, all);
                    default -> throw new Nonsense("'" + item.verb() + "' is neither zap nor keep");
                }
            }
        } catch (Nonsense | NumberFormatException e) {
            throw Response.nonsense(question, String.valueOf(e.getMessage()), line);
        }
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    private static void zap(Item item, List<Long> all) throws Nonsense {
        if (item.words().size() != 2) {
            throw new Nonsense("zap takes a first gfn and the gfn behind the last");
        }
        long start = Response.number(item.words().get(0));
        long end = Response.number(item.words().get(1));
        if (Long.compareUnsigned(end, start) <= 0) {
            throw new Nonsense("a zap from gfn 0x" + Long.toHexString(start) + " to gfn 0x" + Long.toHexString(end)
                    + " ends before it starts");
        }
        boolean beyond = Long.compareUnsigned(end, GFNS) >= 0;
        if (start == 0 && beyond) {
            all.add((long) ZAP_ALL);
        } else if (Long.compareUnsigned(start, GFNS) < 0) {
            all.addAll(List.of((long) ZAP, start << PAGE_SHIFT, ((beyond ? GFNS : end) << PAGE_SHIFT) - 1));
        }
    }

    private void keep(Item item, Vm vm, List<Long> all) throws Nonsense {
        String text = String.join(" ", item.words());
        Matcher copied = COPIED.matcher(text);
        if (copied.matches()) {
            long n = Long.parseLong(copied.group(1));
            if (n >= announced.mtrrCopies()) {
                throw new Nonsense("it keeps " + announced.mtrrCopies() + " copies of the MTRRs");
            }
            all.addAll(List.of((long) COPY, n, Response.number(copied.group(2)), Response.number(copied.group(3))));
            return;
        }
        Matcher kept = KEPT.matcher(text);
        if (!kept.matches()) {
            throw new Nonsense(
                    "what is kept looks like keep vm.dirty=1, keep vcpu.seen[0]=1, or keep copy0.0x2ff=0xc06");
        }
        List<Keeps> keeps = announced.keeps();
        for (int k = 0; k < keeps.size(); k++) {
            Keeps one = keeps.get(k);
            if (kept.group(1).equals(one.per() + "." + one.name())) {
                long value = Long.parseLong(kept.group(3));
                if (value >= one.bound()) {
                    throw new Nonsense(kept.group(1) + " has the values 0 to " + (one.bound() - 1));
                }
                all.addAll(List.of((long) KEEP, (long) k, element(one, kept.group(2), vm), value));
                return;
            }
        }
        throw new Nonsense("it did not say that it keeps " + kept.group(1));
    }

    private static long element(Keeps keeps, @Nullable String index, Vm vm) throws Nonsense {
        if (keeps.per().equals("vm")) {
            return 0;
        }
        long number = index == null ? -1 : Response.number(index);
        for (int e = 0; e < KvmQuestion.elements(keeps, vm); e++) {
            if (number == (keeps.per().equals("gfn") ? vm.gpa(e) >>> PAGE_SHIFT : e)) {
                return e;
            }
        }
        throw new Nonsense("there is no " + keeps.per() + " " + index);
    }

    /** Does what an answer says, from a number of it on. */
    static void play(long[] effects, int from, Vm vm, Zap zap) {
        int i = from;
        while (i < effects.length) {
            switch ((int) effects[i]) {
                case ZAP_ALL -> {
                    zap.all();
                    i++;
                }
                case ZAP -> {
                    zap.range(effects[i + 1], effects[i + 2]);
                    i += 3;
                }
                case KEEP -> {
                    vm.keep((int) effects[i + 1], (int) effects[i + 2], (int) effects[i + 3]);
                    i += 4;
                }
                case COPY -> {
                    vm.mtrrCopy((int) effects[i + 1]).write((int) effects[i + 2], effects[i + 3]);
                    i += 4;
                }
                default -> throw new DesignFault("a remembered answer is damaged");
            }
        }
    }
}
