package dev.stalemate.systems.memorydata;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** Which of the liberties that memory types give a processor it takes, and whether it deals with each type as the SDM says. */
final class Processor extends ChosenDesign<Processor> {
    private static final Settings WAYS = new Settings();
    static final Setting<Boolean> STORE_BUFFER = WAYS.flag(
            "store-buffer",
            true,
            "whether writes of a cached type wait in a buffer, while later reads go on (SDM 8.2.2)");
    static final Setting<Boolean> COMBINES = WAYS.flag(
            "combines", true, "whether writes of the types WT and WB are combined while they wait (SDM 11.3)");
    static final Setting<Boolean> WC_BUFFERS = WAYS.flag(
            "wc-buffers", true, "whether writes of type WC wait in buffers, which get to memory in any order");
    static final Setting<Boolean> READS_AHEAD =
            WAYS.flag("reads-ahead", true, "whether memory is read ahead of the program, unless its type is UC or UC-");
    static final Setting<Boolean> ORDERS_UC =
            WAYS.flag("orders-uc", true, "whether accesses of the types UC and UC- are not taken for such of type WC");
    static final Setting<Boolean> CACHES_WC =
            WAYS.flag("caches-wc", false, "whether accesses of type WC are taken for such of type WT");
    static final Setting<Boolean> WRITES_THROUGH =
            WAYS.flag("writes-through", true, "whether accesses of type WT are not taken for such of type WB");
    static final Setting<Boolean> UPDATES_WP = WAYS.flag(
            "updates-wp",
            false,
            "whether accesses of type WP are taken for such of type WT, of which writes update the line");
    static final Setting<Boolean> ANSWERS_SNOOPS =
            WAYS.flag("answers-snoops", true, "whether a device that snoops finds what the cache has");

    static final ChosenDesigns<Processor> ALL = new ChosenDesigns<>(Processor.class, Processor::new, WAYS);
    static final Processor SDM = ALL.design("sdm", "takes every liberty that SDM 11.3 and table 11-2 give it");
    static final Processor IN_ORDER = SDM.as("in-order", "has caches, and takes no other liberty")
            .with(STORE_BUFFER, false)
            .with(COMBINES, false)
            .with(WC_BUFFERS, false)
            .with(READS_AHEAD, false);

    final boolean storeBuffer = get(STORE_BUFFER);
    final boolean combines = get(COMBINES);
    final boolean wcBuffers = get(WC_BUFFERS);
    final boolean readsAhead = get(READS_AHEAD);

    final boolean answersSnoops = get(ANSWERS_SNOOPS);

    /** The type as which it deals with accesses of a type: that type, by the SDM. */
    MemType as(MemType type) {
        return switch (type) {
            case UC, UC_MINUS -> get(ORDERS_UC) ? type : MemType.WC;
            case WC -> get(CACHES_WC) ? MemType.WT : type;
            case WT -> get(WRITES_THROUGH) ? type : MemType.WB;
            case WP -> get(UPDATES_WP) ? MemType.WT : type;
            case WB -> type;
        };
    }

    private Processor(Choice<Processor> choice) {
        super(choice);
    }
}
