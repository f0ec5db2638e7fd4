package dev.stalemate.prove.execute;

import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** How code gets at a state: by the methods of {@link Field}, which are known here as reads and writes of elements. */
final class FieldCalls {
    static final String OWNER = Type.getInternalName(Field.class);

    private static final Set<String> KNOWN = Set.of("bits", "setBits", "tellRead", "tellAllRead");

    /** Its set() has compared the value with its bound. */
    private static final String CHECKED = Type.getInternalName(IntField.class);

    private final Parts parts;
    private final Places places;

    FieldCalls(Parts parts, Places places) {
        this.parts = parts;
        this.places = places;
    }

    /** Whether a method of fields is known. */
    boolean knows(String method) {
        return KNOWN.contains(method);
    }

    /** What a method of a field returns; null if it always throws an exception. */
    @Nullable
    Value call(Frame f, World world, String method, List<Value> values) {
        if (method.startsWith("tell")) {
            return Ref.NULL; // who listens is told of real steps
        }
        if (!(values.get(0) instanceof Ref.Real real && real.object() instanceof Field field)) {
            throw new RefusedException("a field is not known", f.place());
        }
        Map<Ref, Term> states = places.live(f, world, (Ref) values.get(1), field.name());
        for (Ref state : List.copyOf(states.keySet())) {
            // A machine that no state was given to has an array without words.
            if (field.width() > 0
                    && state instanceof Ref.Real words
                    && words.object() instanceof long[] none
                    && none.length == 0) {
                Term where = states.size() == 1 ? Term.TRUE : Objects.requireNonNull(states.get(state));
                states.remove(state);
                parts.faults().add(world, where, field.name() + " of no state", f);
                world.assume(where.not());
            }
        }
        if (states.isEmpty()) {
            return null;
        }
        Term number = ((Word) values.get(2)).term();
        CallPath.met(f, field.name(), number, field.size());
        Term outside = world.decide(parts.stores().outside(number, field.size()));
        parts.faults().add(world, outside, field.name() + " has no such element", f);
        if (outside == Term.TRUE) {
            return null;
        }
        world.assume(outside.not());
        return method.equals("bits")
                ? places.rebuilt(f, states, state -> read(f, world, state, field, number))
                : written(f, world, states, field, number, ((Word) values.get(3)).term());
    }

    private Value read(Frame f, World world, Ref state, Field field, Term number) {
        if (field.width() == 0) {
            return Word.of(0L);
        }
        if (state instanceof Ref.Real real && real.object() instanceof long[] words && number.isConstant()) {
            return Word.of(field.bits(words, (int) number.value()));
        }
        Ref.StateWords of = state(f, state, field);
        return parts.stores()
                .select(
                        number,
                        field.size(),
                        e -> parts.stores().read(world, new HeapCell(of, new Ref.Element(field, e))),
                        f);
    }

    private Value written(Frame f, World world, Map<Ref, Term> states, Field field, Term number, Term bits) {
        Term low = field.width() == 0 ? Term.constant(Long.SIZE, 0) : low(bits, field.width());
        boolean checked = f.code.owner.equals(CHECKED) && f.code.name.equals("set");
        if (!checked && !fits(bits, field.width())) {
            parts.faults().add(world, bits.ne(low), field.name() + " gets more bits than it has", f);
        }
        states.forEach((state, where) -> {
            Ref.StateWords of = state(f, state, field);
            Term here = states.size() == 1 ? Term.TRUE : where;
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                Term at = here.and(number.eq(Term.constant(number.width(), e)));
                if (at != Term.FALSE) {
                    parts.faults().wrote(new Ref.Element(field, e), f);
                }
                parts.stores()
                        .write(
                                world,
                                at,
                                new HeapCell(of, new Ref.Element(field, e)),
                                new Word(parts.small().of(low)));
            }
        });
        return Ref.NULL;
    }

    private static Term low(Term bits, int width) {
        return width == Long.SIZE ? bits : bits.extract(width - 1, 0).zeroExtend(Long.SIZE);
    }

    /** Whether it is seen at once that a number has no more bits: of a choice, if no choice has. */
    private static boolean fits(Term bits, int width) {
        if (width == Long.SIZE) {
            return true;
        }
        if (bits.isIte()) {
            return fits(bits.thenTerm(), width) && fits(bits.elseTerm(), width);
        }
        if (bits.isConstant()) {
            return bits.value() >>> width == 0;
        }
        return bits.op() == Op.CONCAT && bits.extract(Long.SIZE - 1, width).equals(Term.constant(Long.SIZE - width, 0));
    }

    private static Ref.StateWords state(Frame f, Ref ref, Field field) {
        if (ref instanceof Ref.StateWords state) {
            if (field.width() > 0 && !state.before.has(field)) {
                throw new RefusedException("field " + field.name() + " is none of this model's state", f.place());
            }
            return state;
        }
        throw new RefusedException("field " + field.name() + " is read from or written to " + ref, f.place());
    }
}
