using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>One configured PoET, shared by all identities (spec 03 §14). Its calls retry by themselves until they are cancelled or hopeless.</summary>
public interface IPoetClient
{
    /// <summary>The address as configured: the name under which registrations are stored.</summary>
    string Address { get; }

    /// <summary>Asks for the schedule and key and compares them with those that are known.</summary>
    /// <exception cref="PoetRequestException">Not reachable, another schedule or key.</exception>
    Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the identity's certificate where the PoET takes one and none is stored; does nothing where it takes none.</summary>
    /// <exception cref="PoetRequestException">There is none to be had.</exception>
    Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default);

    /// <summary>Registers a challenge for the open round.</summary>
    /// <exception cref="PoetRequestException">Not reachable, refused, another schedule or key.</exception>
    Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default);

    /// <summary>A round's proof, validated and stored. Callers of one round share one download.</summary>
    /// <exception cref="PoetRequestException">Not to be had now, or not valid.</exception>
    Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default);
}
