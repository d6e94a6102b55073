package havana.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Runs one node with the settings {@code name=value …} until it is told to end; its configuration lies with its data. */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) throws Exception {
        LogConfigurator.configureESLogging();
        Environment environment = environment(arguments);
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(environment.modulesDir()),
                PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
                Map.of(),
                false);
        Node node = new Node(environment, plugins);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        new CountDownLatch(1).await();
    }

    private static Environment environment(String[] pairs) {
        Settings.Builder settings = Settings.builder();
        for (String pair : pairs) {
            String[] sides = pair.split("=", 2);
            settings.put(sides[0], sides[1]);
        }
        return new Environment(settings.build(), Path.of(settings.get("path.data")));
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(10, TimeUnit.SECONDS);
        } catch (Exception error) {
            error.printStackTrace();
        }
    }
}
