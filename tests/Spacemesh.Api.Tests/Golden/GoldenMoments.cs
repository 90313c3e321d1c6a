using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Storage.Sqlite;
using Spacemesh.TxPool.State;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>The recorded network at many times. Times between which nothing happened share one state.</summary>
internal sealed class GoldenMoments : IDisposable
{
    private readonly GoldenNetwork _network;
    private readonly List<long> _arrivals;
    private readonly Dictionary<(LayerId Executed, int Arrived), (SqliteStateDatabase State, TransactionPool Pool)> _moments = [];

    public GoldenMoments(GoldenNetwork network)
    {
        _network = network;
        End = network.At(network.End);
        _arrivals = [.. End.Transactions.List(new TransactionFilter(), new ListWindow(int.MaxValue)).Select(row => row.Transaction.ReceivedNanoseconds)
            .Concat(End.Atxs.All().Select(id => End.Atxs.Find(id)!.ReceivedNanoseconds)).Order()];
    }

    /// <summary>Everything that ever happened.</summary>
    public SqliteStateDatabase End { get; }

    /// <summary>Puts a node into a time.</summary>
    public void Go(GoldenNode node, MovingState state, DateTimeOffset time)
    {
        long now = (time - DateTimeOffset.UnixEpoch).Ticks * 100;
        var key = (_network.ExecutedAt(time), _arrivals.Count(arrival => arrival <= now));
        if (!_moments.TryGetValue(key, out var moment))
        {
            var database = _network.At(time);
            _moments[key] = moment = (database, new TransactionPool(database, TxPoolOptions.Default, new EventBus(TimeProvider.System)));
        }

        state.Now = moment.State;
        node.ProjectBy = address =>
        {
            var projection = moment.Pool.Project(address);
            return new AccountProjection(projection.NextNonce, projection.Balance);
        };
        node.Time.Set(time);
    }

    public void Dispose()
    {
        End.Dispose();
        foreach (var moment in _moments.Values)
            moment.State.Dispose();
    }
}
