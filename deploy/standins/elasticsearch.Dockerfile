# Stands in for the official Elasticsearch image where no registry is reached: the node that the tests build, on the JDK of this machine.
FROM havana-standin/debian
RUN useradd --system --create-home elasticsearch && install --directory --owner elasticsearch /usr/share/elasticsearch/data
COPY jdk /opt/jdk
COPY node /opt/node
COPY elasticsearch-entrypoint /usr/local/bin/entrypoint
ENTRYPOINT ["entrypoint"]
