package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An action, tried in states. */
final class TriedStep extends Tried {
    /** Behind where the guard and the effect throw exceptions and whether the guard holds. */
    private static final int ELEMENTS = 3;

    private final Action action;
    private final List<Term> arguments;
    private final List<Ref.Element> changed;
    private final Map<Ref.Element, String> written;
    private long taken;

    TriedStep(Action action, List<Term> arguments, Result guard, Result effect, SymbolicState before) {
        super(action.label(), terms(guard, effect, before.changedIn(effect.after())));
        this.action = action;
        this.arguments = List.copyOf(arguments);
        this.changed = before.changedIn(effect.after());
        this.written = effect.written();
    }

    private static List<Term> terms(Result guard, Result effect, List<Ref.Element> changed) {
        List<Term> terms = new ArrayList<>(List.of(guard.fault(), guard.value(), effect.fault()));
        changed.forEach(element -> terms.add(effect.after().get(element.field(), element.number())));
        return terms;
    }

    @Override
    boolean isTried() {
        return taken > 0;
    }

    @Override
    @Nullable
    Difference in(RandomStates state) {
        long[] args = new long[arguments.size()];
        for (int i = 0; i < args.length; i++) {
            Term argument = arguments.get(i);
            args[i] = argument.isConstant()
                    ? argument.value()
                    : state.draw(argument, action.parameters().get(i).domain());
        }
        evaluate(state);
        Boolean guard = result(() -> action.guard().test(state.copy(), args));
        Difference found = compared(state, "its guard", guard, term(0) != 0, term(1) != 0, () -> text(args));
        if (found != null || guard == null || !guard) {
            return found;
        }
        taken++;
        long[] after = state.copy();
        Boolean done = result(() -> {
            action.effect().apply(after, args);
            return true;
        });
        found = compared(state, "its effect", done, term(2) != 0, true, () -> text(args));
        return found != null || done == null ? found : elements(state, args, after);
    }

    /** All elements of the state after it. */
    private @Nullable Difference elements(RandomStates state, long[] args, long[] after) {
        long[] expected = state.copy();
        for (int i = 0; i < changed.size(); i++) {
            Ref.Element element = changed.get(i);
            element.field().setBits(expected, element.number(), term(ELEMENTS + i));
        }
        for (Ref.Element element : state.elements()) {
            if (element.field().bits(expected, element.number())
                    != element.field().bits(after, element.number())) {
                return difference(
                        state,
                        element.field().elementName(element.number()),
                        "0x" + Long.toHexString(element.field().bits(expected, element.number())),
                        "0x" + Long.toHexString(element.field().bits(after, element.number())),
                        written.getOrDefault(element, ""),
                        () -> text(args));
            }
        }
        return null;
    }

    private String text(long[] args) {
        StringBuilder text = new StringBuilder(action.name());
        for (int i = 0; i < args.length; i++) {
            Action.Parameter parameter = action.parameters().get(i);
            text.append(' ')
                    .append(parameter.name())
                    .append('=')
                    .append(parameter.domain().text(args[i]));
        }
        return text.toString();
    }
}
