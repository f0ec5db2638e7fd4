package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.systems.Systems;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.objectweb.asm.Opcodes;

/** Lambda objects inside the loader tell what they are. */
@ExtendWith(Woven.class)
class WeavingTest {
    /** Code for another loader. */
    public static final class Inside {
        private Inside() {}

        /** Whether it runs inside, with what it was given. */
        public static String say(String word) {
            if (word.isEmpty()) {
                throw new IllegalStateException("no word");
            }
            return word + " " + Weaving.isInside();
        }
    }

    @Test
    void aLambdaTellsItsMethodAndWhatItCaptured() {
        int five = 5;
        IntPredicate larger = x -> x > five;
        LambdaBody body = LambdaBody.of(larger);
        assertThat(LambdaBody.isLambda(larger)).isTrue();
        assertThat(body.owner()).isEqualTo("dev/stalemate/prove/execute/WeavingTest");
        assertThat(body.name()).startsWith("lambda$");
        assertThat(body.captured()).containsExactly(5);
        assertThat(body.functional()).isEqualTo("test");
        assertThat(body.kind()).isEqualTo(Opcodes.H_INVOKESTATIC);
        assertThat(larger.test(6)).isTrue();
    }

    @Test
    void aMethodReferenceDoes() {
        IntBinaryOperator max = Math::max;
        assertThat(LambdaBody.of(max).owner()).isEqualTo("java/lang/Math");
        LongPredicate bound = this::isOdd;
        assertThat(LambdaBody.of(bound).captured()).containsExactly(this);
    }

    private boolean isOdd(long x) {
        return (x & 1) != 0;
    }

    @Test
    void everyGuardAndEffectOfAModelDoes() {
        var system = Systems.catalogue().system("kvm");
        Model model = system.build(system.design("linux-6.7"), system.scope("vcpus=2"));
        assertThat(model.actions()).isNotEmpty();
        for (Action action : model.actions()) {
            assertThat(LambdaBody.of(action.guard()).owner()).startsWith("dev/stalemate/");
            assertThat(LambdaBody.of(action.effect()).owner()).startsWith("dev/stalemate/");
        }
    }

    @Test
    void otherObjectsDoNot() {
        assertThat(LambdaBody.isLambda("text")).isFalse();
        assertThatThrownBy(() -> LambdaBody.of("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String is no lambda");
    }

    @Test
    void aMethodRunsInsideAndItsExceptionComesOut() {
        assertThat(Weaving.isInside()).isTrue();
        assertThat(Weaving.run(Inside.class, "say", "it is")).isEqualTo("it is true");
        assertThatThrownBy(() -> Weaving.run(Inside.class, "say", ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no word");
        assertThatThrownBy(() -> Weaving.run(Inside.class, "shout"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no public method shout");
    }
}
