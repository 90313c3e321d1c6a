using Spacemesh.Eligibility;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Committees;

/// <summary>Draws the seats of the node's smeshers, on the work pool.</summary>
internal sealed class SeatDraw(CommitteeOracle oracle, IWorkPool work)
{
    /// <summary>Those that have a seat, in the order of <paramref name="signers"/>, and the last failure that is not simply inactivity.</summary>
    public async ValueTask<(IReadOnlyList<OwnSeats> Seats, OracleFailure? Failure)> DrawAsync(
        LayerId layer, uint round, uint committee, IReadOnlyList<ISigner> signers, CancellationToken cancellationToken)
    {
        if (signers.Count == 0)
            return ([], null);
        var seats = new List<OwnSeats>();
        OracleFailure? failure = null;
        // All at once on the pool, one item a smesher: proofs take time, and the round waits for them.
        var draws = new ValueTask<(OwnSeats? Own, OracleFailure? Failure)>[signers.Count];
        for (int i = 0; i < draws.Length; i++)
        {
            var signer = signers[i];
            draws[i] = work.RunAsync(_ => Draw(layer, round, committee, signer), WorkPriority.High, cancellationToken);
        }

        foreach (var draw in draws)
        {
            var (own, problem) = await draw;
            if (own is { } seat)
                seats.Add(seat);
            if (problem is { Kind: not OracleFailureKind.NotActive })
                failure = problem;
        }

        return (seats, failure);
    }

    private (OwnSeats? Own, OracleFailure? Failure) Draw(LayerId layer, uint round, uint committee, ISigner signer)
    {
        if (!oracle.TryOpen(layer, round, committee, signer.NodeId, out var check, out var failure))
            return (null, failure);
        var proof = signer.Prove(check.Message);
        return check.TryCountOwn(in proof, out ushort count, out failure) && count > 0
            ? (new OwnSeats(signer, proof, count), null)
            : (null, failure);
    }
}
