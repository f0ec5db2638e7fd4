package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import java.util.List;

/** Devices that begin and end to use frames by DMA. Nobody tells KVM. */
final class FrameUses {
    /** The actions of devices. */
    static final String[] NAMES = {"begin-snooping-dma", "begin-non-snooping-dma", "end-dma"};

    private final KvmFields fields;

    FrameUses(KvmFields fields) {
        this.fields = fields;
    }

    /** What devices do; none of it where the scope says who uses each frame. */
    List<Action> actions() {
        return fields.scope.real.anyChanges
                ? List.of(
                        use(NAMES[0], FrameUser.NOBODY, FrameUser.SNOOPING),
                        use(NAMES[1], FrameUser.NOBODY, FrameUser.NON_SNOOPING),
                        Action.named(NAMES[2])
                                .over(fields.frame)
                                .when((s, a) -> changes(a[0]) && fields.user(s, (int) a[0]) != FrameUser.NOBODY)
                                .then((s, a) -> fields.use(s, (int) a[0], FrameUser.NOBODY)))
                : List.of();
    }

    private Action use(String name, FrameUser before, FrameUser after) {
        return Action.named(name)
                .over(fields.frame)
                .when((s, a) -> changes(a[0]) && fields.user(s, (int) a[0]) == before)
                .then((s, a) -> fields.use(s, (int) a[0], after));
    }

    private boolean changes(long frame) {
        return fields.scope.real.changes((int) frame);
    }
}
