package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.design.XenDesign.TypeChange;
import dev.stalemate.systems.xen.leaf.Pins.Answer;

/** hvm_set_mem_pinned_cacheattr() by version: which pins it refuses, how many it accepts, and what it marks and flushes. */
enum PinRule {
    /**
     * From 35d1c20b85 (2014) on: a range that is pinned or unpinned marks every leaf. One that is pinned again with another type marks
     * nothing, nor does a pin that is refused.
     */
    FROM_2014 {
        @Override
        void pinned(Answer answer, MemType type, TypeChange change) {
            if (answer == Answer.PINNED || answer == Answer.UNPINNED) {
                FROM_2023.pinned(answer, type, change);
            }
        }

        @Override
        int most() {
            return Integer.MAX_VALUE;
        }
    },

    /**
     * From ab2d47eb13 (2023, XSA-428) on: every leaf is marked, whatever was found; caches are flushed, except after a pin of WB and an
     * unpin of UC.
     */
    FROM_2023 {
        @Override
        void pinned(Answer answer, MemType type, TypeChange change) {
            change.p2mMemoryTypeChanged();
            boolean flush =
                    answer == Answer.UNPINNED ? type != MemType.UC && type != MemType.UC_MINUS : type != MemType.WB;
            if (flush) {
                change.flushCaches();
            }
        }
    },

    /**
     * From d63b2c60f7 (2025) on: a pin or unpin that flushed caches calls memory_type_changed() instead, whose guard then decides on the
     * marks too. A pin to a type that isn't cached is only permitted if the domain may have such types.
     */
    FROM_2025 {
        @Override
        void pinned(Answer answer, MemType type, TypeChange change) {
            if (type.cached() == (answer == Answer.UNPINNED)) {
                change.memoryTypeChanged();
            } else {
                change.p2mMemoryTypeChanged();
            }
        }

        @Override
        boolean permits(Hvm domain, MemType type) {
            return type.cached() || domain.iommu() || domain.cacheFlushPermitted();
        }
    };

    /** Called when the range has been looked up: a type is pinned, or unpinned. */
    abstract void pinned(Answer answer, MemType type, TypeChange change);

    /** Whether a domain may have a range pinned to a type: else -EPERM. */
    boolean permits(Hvm domain, MemType type) {
        return true;
    }

    /** How many ranges can be pinned: XSA-428 bounds them. */
    int most() {
        return 64;
    }
}
