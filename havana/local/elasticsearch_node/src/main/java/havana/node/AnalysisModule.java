package havana.node;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What the product uses of the module {@code analysis-common}, which is not published: under its names and with its parameters, so
 * that the same index settings work on the official image.
 */
public final class AnalysisModule extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> mapping(name, settings)));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("pattern", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> pattern(name, settings)));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
                "length", (index, env, name, settings) -> {
                    int shortest = settings.getAsInt("min", 0);
                    int longest = settings.getAsInt("max", Integer.MAX_VALUE);
                    return filter(name, tokens -> new LengthFilter(tokens, shortest, longest));
                },
                "snowball", (index, env, name, settings) -> {
                    String language = settings.get("language", "English");
                    return filter(name, tokens -> new SnowballFilter(tokens, language));
                },
                "edge_ngram", (index, env, name, settings) -> {
                    int shortest = settings.getAsInt("min_gram", 1);
                    int longest = settings.getAsInt("max_gram", 2);
                    boolean original = settings.getAsBoolean("preserve_original", false);
                    return filter(name, tokens -> new EdgeNGramTokenFilter(tokens, shortest, longest, original));
                });
    }

    private static CharFilterFactory mapping(String name, Settings settings) {
        NormalizeCharMap map = map(settings.getAsList("mappings"));
        return new AbstractCharFilterFactory(name) {
            @Override
            public Reader create(Reader reader) {
                return new MappingCharFilter(map, reader);
            }
        };
    }

    private static NormalizeCharMap map(List<String> rules) {
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            String[] sides = rule.split("\\s*=>\\s*", 2);
            map.add(unescaped(sides[0]), unescaped(sides[1]));
        }
        return map.build();
    }

    private static String unescaped(String side) {
        return Pattern.compile("\\\\u([0-9A-Fa-f]{4})")
                .matcher(side)
                .replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 16)));
    }

    private static TokenizerFactory pattern(String name, Settings settings) {
        Pattern separator = Pattern.compile(settings.get("pattern", "\\W+"));
        int group = settings.getAsInt("group", -1);
        return new AbstractTokenizerFactory(name) {
            @Override
            public Tokenizer create() {
                return new PatternTokenizer(separator, group);
            }
        };
    }

    private static TokenFilterFactory filter(String name, UnaryOperator<TokenStream> wrap) {
        return new AbstractTokenFilterFactory(name) {
            @Override
            public TokenStream create(TokenStream tokens) {
                return wrap.apply(tokens);
            }
        };
    }
}
