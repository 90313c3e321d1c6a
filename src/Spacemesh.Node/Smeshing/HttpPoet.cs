using Spacemesh.Poet.Http;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Smeshing;

/// <summary>A PoET server as the ATX builder uses it: its connection, certificates, and where its proofs are stored.</summary>
internal sealed class HttpPoet(PoetConnection connection, IPoetCertificates certificates, IPoetProofs proofs) : IPoetClient
{
    public string Address { get; } = connection.Address.Identity;

    public async Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var info = await connection.CheckScheduleAsync(cancellationToken);
            return new PoetSchedule(TimeSpan.FromTicks(info.PhaseShift / 100), TimeSpan.FromTicks(info.CycleGap / 100));
        }
        catch (PoetClientException e)
        {
            throw Translated(e);
        }
    }

    public async Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default)
    {
        try
        {
            var info = await connection.CheckScheduleAsync(cancellationToken);
            if (info.Certifier is { } certifier)
                await certificates.ObtainAsync(identity, certifier, cancellationToken);
        }
        catch (PoetClientException e)
        {
            throw Translated(e);
        }
    }

    public async Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        try
        {
            var challenge = application.Challenge;
            var signature = application.Signature;
            var registration = await connection.SubmitAsync(
                new PoetSubmission(
                    application.Prefix,
                    Hash32.Span(in challenge).ToArray(),
                    EdSignature.Span(in signature).ToArray(),
                    application.Identity,
                    PoetDeadline.At(application.Deadline)),
                cancellationToken);
            return new PoetReceipt(registration.RoundId, registration.RoundEnd);
        }
        catch (PoetClientException e)
        {
            throw Translated(e);
        }
    }

    public async Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default)
    {
        bool isNew = false;
        try
        {
            var round = await connection.ProofAsync(
                roundId,
                async (round, token) =>
                {
                    var verdict = await proofs.TakeAsync(round.Message, token);
                    if (!verdict.IsAccept)
                        throw new PoetClientException(PoetFailure.Unrecognized, $"validating proof of round {roundId}: {verdict.Reason}");
                    isNew = true;
                },
                cancellationToken);
            return new PoetRoundProof(round.Message.Proof, round.Members, isNew);
        }
        catch (PoetClientException e)
        {
            throw Translated(e);
        }
    }

    private static PoetRequestException Translated(PoetClientException failure) => new(
        failure.Failure switch
        {
            PoetFailure.InvalidRequest or PoetFailure.Unauthorized => PoetRequestFailure.Refused,
            PoetFailure.Unrecognized => PoetRequestFailure.Garbage,
            PoetFailure.PhaseShiftMismatch => PoetRequestFailure.OtherSchedule,
            PoetFailure.KeyMismatch => PoetRequestFailure.OtherKey,
            _ => PoetRequestFailure.Unavailable,
        },
        failure.Message,
        failure);
}
