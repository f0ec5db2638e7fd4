package dev.stalemate.pathfinder.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory that is used again: a pointer from before is a pointer to freed memory, though the memory has an owner. */
class ZapMemoryTest {
    private final List<String> violated = new ArrayList<>();
    private final ZapMemory memory = new ZapMemory(new Code(violated), 2, 2);

    private static final class Code extends ConcurrentCode {
        Code(List<String> violated) {
            super(new Checks() {
                @Override
                public boolean asks(String law) {
                    return true;
                }

                @Override
                public void violated(String law, String says) {
                    violated.add(law);
                }
            });
        }

        @Override
        public void run(int thread) {
            // Only its checks matter.
        }

        @Override
        public void end() {
            // Only its checks matter.
        }
    }

    @Test
    void memoryIsUsedAgainAsItWasLeft() {
        ZapRange first = memory.allocate(0);
        first.start(7);
        memory.free(first);

        ZapRange second = memory.allocate(1);

        assertThat(second).isNotSameAs(first);
        assertThat(second.start()).isEqualTo(7);
        assertThat(violated).isEmpty();
    }

    @Test
    void anOldPointerIsToFreedMemoryEvenIfThatHasAnOwner() {
        ZapRange old = memory.allocate(0);
        memory.free(old);
        ZapRange owned = memory.allocate(1);

        old.end(3);

        assertThat(owned.end()).isEqualTo(3);
        assertThat(violated).containsExactly("no-use-after-free");
    }

    @Test
    void freeingAnOldPointerFreesTheMemoryOfItsOwner() {
        ZapRange old = memory.allocate(0);
        memory.free(old);
        ZapRange owned = memory.allocate(1);

        memory.free(old);
        int unused = owned.start();

        assertThat(violated).containsExactly("no-double-free", "no-use-after-free");
        assertThat(memory.isAnyOwned()).isFalse();
    }

    @Test
    void whatIsInTheListMustNotBeFreed() {
        ZapRange range = memory.allocate(0);
        memory.listed(range, true);

        memory.free(range);

        assertThat(violated).containsExactly("listed-not-freed");
    }

    @Test
    void aListIsLinkedBothWays() {
        ListHead list = new ListHead();
        ZapRange one = memory.allocate(0);
        ZapRange two = memory.allocate(1);
        ZapRange three = memory.allocate(0);
        list.addTail(one);
        list.addTail(two);
        list.addTail(three);

        two.delete();

        assertThat(List.of(list.next(), one.next(), three.next())).isEqualTo(List.of(one, three, list));
        assertThat(List.of(list.prev(), three.prev(), one.prev())).isEqualTo(List.of(three, one, list));
        one.delete();
        three.delete();
        assertThat(list.isEmpty()).isTrue();
    }
}
