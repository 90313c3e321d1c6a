using Spacemesh.Api;
using Spacemesh.Config;
using Spacemesh.Dashboard;
using Spacemesh.Node.Parameters;
using Spacemesh.Node.Smeshing;
using Spacemesh.Ports.Chain;
using Spacemesh.Post.Remote.NodeSide;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Storage.Sqlite;

namespace Spacemesh.Node.Starting;

/// <summary>Where a running node is asked and looked at: API and dashboard.</summary>
internal sealed class NodeListeners(NodeProcess process, NodeFolder folder, ProcessWorld world, SqliteStateDatabase state, ISyncStatus sync)
{
    public async Task<ApiServer> ServeApiAsync(NodeGraph graph, CancellationToken cancellationToken)
    {
        var api = await ApiServer.StartAsync(
            new ApiSources
            {
                State = state,
                Clock = graph.Clock,
                Events = process.Events,
                Mesh = graph.Core.Mesh,
                Sync = sync,
                Projections = graph.Core.Pool,
                Submitter = graph.Transactions,
                ActiveSets = graph.Consensus.Oracle,
                Smeshing = graph.Smeshing,
                Network = world.Network?.View,
                Checkpoints = new CheckpointWriter(state, world.Work, folder.Root),
                Restart = process.Host.Restart,
                LogLevels = process.Log,
                PostService = new PostServiceEndpoint(graph.PostServices, new PostServiceEndpointOptions(), process.Host.Time, process.Logs.CreateLogger("postService")).Bind(),
            },
            ServiceOptions.Api(process.Configuration, graph.Parameters, process.Host.Build),
            process.Host.Time,
            SystemRandom.Instance,
            process.Metrics.Gateway,
            process.Logs,
            cancellationToken: cancellationToken);
        process.Ends.Add("API", async () =>
        {
            await api.StopAsync();
            await api.DisposeAsync();
        });
        var options = process.Configuration["api"];
        if (api.Tls is not null)
            process.Ends.Run("certificates", new CertificateWatch([options.Text("grpc-tls-ca-cert"), options.Text("grpc-tls-cert")], process.Host.Time, process.Logs.CreateLogger("grpc")).RunAsync(process.Stopping));
        return api;
    }

    /// <summary>Null where it is switched off.</summary>
    public async Task<DashboardServer?> ServeDashboardAsync(NodeGraph graph, CancellationToken cancellationToken)
    {
        var dashboard = process.Configuration["dashboard"];
        if (!dashboard.Bool("enable"))
            return null;
        var server = await DashboardServer.StartAsync(
            new DashboardSources
            {
                Clock = graph.Clock,
                State = state,
                Mesh = graph.Core.Mesh,
                Sync = sync,
                Events = process.Events,
                Smeshing = graph.Smeshing,
                Network = world.Network?.View,
                Progress = sync as ISyncProgress,
                IsHareInCharge = graph.Consensus.Patrol.IsHareInCharge,
            },
            new DashboardOptions
            {
                Listener = DashboardOptions.ParseListener(dashboard.Text("listener")),
                NetworkName = process.Configuration.Root.Text("preset") is { Length: > 0 } preset ? preset : Presets.Mainnet,
                Version = process.Host.Build.Version,
                LabelsWanted = graph.PostOptions.Units * graph.Parameters.Post.LabelsPerUnit,
            },
            process.Host.Time,
            cancellationToken);
        process.Ends.Own(server);
        process.Logger.LogDashboard(server.Address);
        return server;
    }
}
