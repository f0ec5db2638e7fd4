package dev.stalemate.browser;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Browser} as a parameter: {@code @ExtendWith(InBrowser.class)}. All tests of a run share one, which is started for
 * the first of them and closed at the end; each finds it as if it were new. Where there is no Chromium the tests are skipped.
 */
public final class InBrowser implements BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InBrowser.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        shared(context).reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Browser.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    /** What is closed with the store that holds it. */
    private static Browser shared(ExtensionContext context) {
        Programs programs = orSkip(Programs.ofThisMachine());
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(Browser.class, unused -> new Browser(programs), Browser.class);
    }

    /** Skips the test where there are none. */
    static Programs orSkip(Optional<Programs> programs) {
        return programs.orElseGet(() ->
                Assumptions.abort("there is no chromium with its chromedriver: pages are not tested in a browser"));
    }
}
