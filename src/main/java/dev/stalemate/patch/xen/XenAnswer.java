package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.DesignFault;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.patch.talk.Response;
import dev.stalemate.patch.talk.Response.Item;
import dev.stalemate.systems.xen.design.XenDesign.TypeChange;
import dev.stalemate.systems.xen.leaf.EmtTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads answers about Xen into numbers, which are quick to remember and to play. */
final class XenAnswer {
    private static final long EMT = 7L << 3;
    private static final long IPAT = 1L << 6;

    private XenAnswer() {}

    /** What a design can have done, each with its number in what is remembered. */
    enum Effect {
        MARK("mark", 0) {
            @Override
            void play(TypeChange change) {
                change.p2mMemoryTypeChanged();
            }
        },
        FLUSH("flush", 1) {
            @Override
            void play(TypeChange change) {
                change.flushCaches();
            }
        },
        MEMORY_TYPE_CHANGED("memory-type-changed", 2) {
            @Override
            void play(TypeChange change) {
                change.memoryTypeChanged();
            }
        },
        RECOMPUTE("recompute", 3) {
            @Override
            void play(TypeChange change) {
                change.recomputeAll();
            }
        },
        /** Memory_mapping permits what it maps: the machine has done so before. */
        PERMIT("permit", 4),
        /** A vCPU runs with a PAT that is all UC, as the machine has it. */
        FORCE_PAT("force-pat", 5);

        private static final Effect[] ALL = values();

        private final String verb;
        private final int number;

        Effect(String verb, int number) {
            this.verb = verb;
            this.number = number;
        }

        void play(TypeChange change) {}

        static @Nullable Effect of(String verb) {
            for (Effect effect : ALL) {
                if (effect.verb.equals(verb)) {
                    return effect;
                }
            }
            return null;
        }

        /** Whether an answer to a call may have it. */
        private boolean fits(XenCall call) {
            return switch (this) {
                case PERMIT -> call == XenCall.MEMORY_MAPPING;
                case FORCE_PAT -> call == XenCall.CD;
                case MEMORY_TYPE_CHANGED -> call != XenCall.MEMORY_TYPE_CHANGED;
                default -> true;
            };
        }
    }

    /**
     * A leaf that is returned, as {@link EptLeaf} packs it, or {@link EmtTable#SPLIT}.
     *
     * @throws DesignFault if no leaf can be like this
     */
    static int leaf(String question, int order, String line) {
        String returned = returned(question, line);
        if (returned.equals("split")) {
            if (order == 0) {
                throw Response.nonsense(question, "a single frame can't be split", line);
            }
            return EmtTable.SPLIT;
        }
        long bits = number(question, returned, line);
        MemType emt = MemType.ofCode((int) (bits & EMT) >> 3);
        if ((bits & ~(EMT | IPAT)) != 0 || emt == null || !MemType.legalInMtrr(emt.code())) {
            throw Response.nonsense(
                    question, "an EPT leaf has an EMT of 0, 1, 4, 5 or 6, IPAT, and no other bit", line);
        }
        return EptLeaf.of(emt, (bits & IPAT) != 0);
    }

    /**
     * Whether 1 is returned, and not 0.
     *
     * @throws DesignFault if something else is
     */
    static boolean yes(String question, String line) {
        long number = number(question, returned(question, line), line);
        if (number != 0 && number != 1) {
            throw Response.nonsense(question, "it returns neither 0 nor 1", line);
        }
        return number == 1;
    }

    private static String returned(String question, String line) {
        List<Item> items = Response.of(line).items();
        if (items.size() != 1
                || !items.get(0).verb().equals("return")
                || items.get(0).words().size() != 1) {
            throw Response.nonsense(question, "it does not consist of one return", line);
        }
        return items.get(0).words().get(0);
    }

    private static long number(String question, String text, String line) {
        try {
            return Response.number(text);
        } catch (NumberFormatException e) {
            throw Response.nonsense(question, "it returns no number", line);
        }
    }

    /**
     * What an answer to an event does, as numbers of {@link Effect}.
     *
     * @throws DesignFault if the call can't do that
     */
    static long[] effects(XenCall call, String question, String line) {
        return Response.of(line).items().stream()
                .mapToLong(item -> effect(call, item, question, line).number)
                .toArray();
    }

    private static Effect effect(XenCall call, Item item, String question, String line) {
        Effect effect = Effect.of(item.verb());
        if (effect == null || !item.words().isEmpty() || !effect.fits(call)) {
            throw Response.nonsense(question, "'" + item.verb() + "' is nothing that this call can do", line);
        }
        return effect;
    }

    /** Whether one of them is among the effects. */
    static boolean has(long[] effects, Effect wanted) {
        for (long effect : effects) {
            if (effect == wanted.number) {
                return true;
            }
        }
        return false;
    }

    /** Does what an answer says. */
    static void play(long[] effects, TypeChange change) {
        for (long effect : effects) {
            Effect.ALL[(int) effect].play(change);
        }
    }
}
