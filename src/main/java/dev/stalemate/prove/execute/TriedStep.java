package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Field;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An action, tried in states. */
final class TriedStep extends Tried {
    private static final int GUARD_FAULT = 0;
    private static final int GUARD = 1;
    private static final int GUARD_BEYOND = 2;
    private static final int EFFECT_FAULT = 3;
    private static final int EFFECT_BEYOND = 4;
    private static final int ELEMENTS = 5;

    private final Action action;
    private final List<Term> arguments;
    private final List<Ref.Element> changed;
    private final Map<Ref.Element, String> written;
    private long taken;

    TriedStep(Action action, List<Term> arguments, Result guard, Result effect, SymbolicState before) {
        super(name(action, arguments), terms(guard, effect, before.changedIn(effect.after())));
        this.action = action;
        this.arguments = List.copyOf(arguments);
        this.changed = before.changedIn(effect.after());
        this.written = effect.written();
    }

    private static String name(Action action, List<Term> arguments) {
        StringBuilder name = new StringBuilder(action.name());
        for (int i = 0; i < arguments.size(); i++) {
            Action.Parameter parameter = action.parameters().get(i);
            Term argument = arguments.get(i);
            name.append(' ')
                    .append(parameter.name())
                    .append('=')
                    .append(argument.isConstant() ? parameter.domain().text(argument.value()) : "any");
        }
        return name.toString();
    }

    private static List<Term> terms(Result guard, Result effect, List<Ref.Element> changed) {
        List<Term> terms =
                new ArrayList<>(List.of(guard.fault(), guard.value(), guard.beyond(), effect.fault(), effect.beyond()));
        changed.forEach(element -> terms.add(effect.after().get(element.field(), element.number())));
        return terms;
    }

    @Override
    boolean isTried() {
        return taken > 0;
    }

    @Override
    @Nullable
    Mistranslation in(RandomStates state) {
        long[] args = new long[arguments.size()];
        for (int i = 0; i < args.length; i++) {
            Term argument = arguments.get(i);
            args[i] = argument.isConstant()
                    ? argument.value()
                    : state.draw(argument, action.parameters().get(i).domain());
        }
        evaluate(state);
        if (term(GUARD_BEYOND) != 0) {
            skip();
            return null;
        }
        Boolean guard = result(() -> action.guard().test(state.copy(), args));
        Mistranslation found =
                compared(state, "its guard", guard, term(GUARD_FAULT) != 0, term(GUARD) != 0, () -> text(args));
        if (found != null || guard == null || !guard) {
            return found;
        }
        if (term(EFFECT_BEYOND) != 0) {
            skip();
            return null;
        }
        taken++;
        long[] after = state.copy();
        Boolean done = result(() -> {
            action.effect().apply(after, args);
            return true;
        });
        found = compared(state, "its effect", done, term(EFFECT_FAULT) != 0, true, () -> text(args));
        return found != null || done == null ? found : elements(state, args, after);
    }

    /** All elements of the state after it. */
    private @Nullable Mistranslation elements(RandomStates state, long[] args, long[] after) {
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

    /** Gives the fields that hold what an argument says that argument's domain. */
    void addDomains(Map<Field, Domain> domains, SymbolicState after) {
        for (Ref.Element element : changed) {
            for (int i = 0; i < arguments.size(); i++) {
                Term argument = arguments.get(i);
                if (!argument.isConstant() && after.get(element.field(), element.number()) == argument) {
                    domains.put(element.field(), action.parameters().get(i).domain());
                }
            }
        }
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
