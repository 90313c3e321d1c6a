using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>A mesh over a database with votes that the test decides. <see cref="Restart"/> begins anew over the same database.</summary>
internal sealed class ScriptedNode
{
    private readonly ulong _gasLimit;

    public ScriptedNode(NetworkParameters network, IStateDatabase state, ulong gasLimit = ulong.MaxValue)
    {
        _gasLimit = gasLimit;
        Network = network;
        State = state;
        Restart();
    }

    public NetworkParameters Network { get; }

    public IStateDatabase State { get; }

    public ConsensusCache Atxs { get; } = new();

    public ScriptedVotes Votes { get; } = new();

    public RecordedEvents Events { get; } = new();

    public RecordedFetches Fetches { get; } = new();

    public VirtualMachine Vm { get; private set; } = null!;

    public TransactionPool Pool { get; private set; } = null!;

    public LayerExecutor Executor { get; private set; } = null!;

    public MeshService Mesh { get; private set; } = null!;

    public void Restart()
    {
        MeshService.PrepareState(State, Network);
        Vm = new VirtualMachine(VmOptions.For(Network, _gasLimit));
        Pool = new TransactionPool(State, TxPoolOptions.Default, Events);
        Executor = new LayerExecutor(Vm, Network, State, Atxs, Pool, new InlineWorkPool(), Events);
        Mesh = new MeshService(Network, State, Votes, Executor, Pool, Fetches, Events, NullLogger<MeshService>.Instance);
    }
}
