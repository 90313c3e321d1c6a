using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A PoET that does what its test says.</summary>
internal sealed class FakePoet(string address) : IPoetClient
{
    public string Address => address;

    public List<PoetApplication> Applications { get; } = [];

    public List<string> Queries { get; } = [];

    public Func<PoetApplication, CancellationToken, Task<PoetReceipt>> Register { get; set; } = (_, _) => throw Down();

    public Func<string, CancellationToken, Task<PoetRoundProof>> Proof { get; set; } = (_, _) => throw Down();

    public Func<NodeId, CancellationToken, Task> Certify { get; set; } = (_, _) => Task.CompletedTask;

    public static PoetRequestException Down() => new(PoetRequestFailure.Unavailable, "poet is down");

    public Func<Task<PoetSchedule>> Check { get; set; } = () => throw Down();

    public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) => Check();

    public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => Certify(identity, cancellationToken);

    public async Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default)
    {
        Applications.Add(application);
        return await Register(application, cancellationToken);
    }

    public async Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default)
    {
        Queries.Add(roundId);
        return await Proof(roundId, cancellationToken);
    }
}
