using Spacemesh.Metrics;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Node.Metering;

/// <summary>Writes what the state database does into the family <c>database</c> (spec 09b §11.1).</summary>
/// <param name="registry">Where to.</param>
/// <param name="queries">Whether every query is measured (<c>main.db-latency-metering</c>).</param>
internal sealed class DatabaseMeter(MetricRegistry registry, bool queries) : IDatabaseMeter
{
    private readonly MetricFamily _waits = registry["spacemesh_database_conn_wait_seconds"];
    private readonly MetricFamily _queries = registry["spacemesh_database_query_latency_ns"];

    public bool MeasuresQueries => queries;

    public void Waited(TimeSpan wait) => _waits.Observe(wait.TotalSeconds);

    public void Queried(string sql, TimeSpan took) => _queries.Observe(took.TotalNanoseconds, sql);

    /// <summary>Reads the length of the file with each scrape.</summary>
    public static void WatchSize(MetricRegistry registry, string path) => registry.Collect(() =>
    {
        if (new FileInfo(path) is { Exists: true } file)
            registry["spacemesh_database_total_size"].Set(file.Length);
    });
}
