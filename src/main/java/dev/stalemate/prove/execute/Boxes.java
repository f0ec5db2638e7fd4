package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import org.jspecify.annotations.Nullable;

/** Numbers in objects, such as a Long: those of the model, and those that the code itself has made. */
final class Boxes {
    private Boxes() {}

    /** Whether an object is such a number. */
    static boolean isNumber(Ref object) {
        return boxed(object) != null;
    }

    /**
     * Where such a number equals another object: that is of the same class and has the same number.
     *
     * @throws RefusedException if nothing is known of the other object
     */
    static Term areEqual(Ref number, Ref other, Frame f) {
        Ref.Boxed one = boxed(number);
        return other.where(each -> {
            if (each instanceof Ref.Unknown) {
                throw new RefusedException("whether a number equals " + each + " is asked", f.place());
            }
            Ref.Boxed two = boxed(each);
            if (one == null || two == null || one.type() != two.type()) {
                return Term.FALSE;
            }
            CallPath.met(f, one.word().term(), two.word().term());
            return one.word().term().eq(two.word().term());
        });
    }

    private static Ref.@Nullable Boxed boxed(Ref object) {
        if (object instanceof Ref.Boxed boxed) {
            return boxed;
        }
        return object instanceof Ref.Real real ? ofReal(real.object()) : null;
    }

    private static Ref.@Nullable Boxed ofReal(Object object) {
        if (object instanceof Long || object instanceof Integer || object instanceof Short || object instanceof Byte) {
            Class<?> type = object instanceof Long ? long.class : int.class;
            return new Ref.Boxed(object.getClass(), (Word) Stores.value(type, object));
        } else if (object instanceof Boolean || object instanceof Character) {
            return new Ref.Boxed(object.getClass(), (Word) Stores.value(int.class, object));
        }
        return null;
    }
}
