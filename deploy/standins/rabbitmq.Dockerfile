# Stands in for rabbitmq:4-management where no image registry is reached: Debian's package, told what the official image is told.
FROM havana-standin/debian
ENV RABBITMQ_CONFIG_FILES=/etc/rabbitmq/conf.d LANG=C.UTF-8
RUN rabbitmq-plugins --offline enable rabbitmq_management rabbitmq_prometheus
COPY rabbitmq-entrypoint /usr/local/bin/entrypoint
ENTRYPOINT ["entrypoint"]
CMD ["rabbitmq-server"]
