# Stands in for postgres:17 where no image registry is reached: Debian's package with what we use of the official image's start.
FROM havana-standin/debian
ENV PGDATA=/var/lib/postgresql/data LANG=C.UTF-8 PATH=/usr/lib/postgresql/15/bin:$PATH
COPY postgres-entrypoint /usr/local/bin/entrypoint
ENTRYPOINT ["entrypoint"]
CMD ["postgres"]
