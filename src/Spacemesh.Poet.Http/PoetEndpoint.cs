using Spacemesh.Ports.Smeshing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Http;

/// <summary>A configured PoET as the ATX builder uses it.</summary>
/// <param name="connection">The server.</param>
/// <param name="certificates">Where certificates come from; null for none.</param>
/// <param name="accept">Validates and stores a downloaded proof, and throws where it is not valid.</param>
public sealed class PoetEndpoint(PoetConnection connection, IPoetCertificates? certificates, Func<PoetProofMessage, CancellationToken, Task> accept) : IPoetClient
{
    private const long NanosecondsPerTick = 100;

    public string Address => connection.Address.Identity;

    public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) => TryAsync(async () =>
    {
        var info = await connection.CheckScheduleAsync(cancellationToken);
        return new PoetSchedule(new TimeSpan(info.PhaseShift / NanosecondsPerTick), new TimeSpan(info.CycleGap / NanosecondsPerTick));
    });

    public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => TryAsync(async () =>
    {
        var info = await connection.CheckScheduleAsync(cancellationToken);
        if (certificates is not null && info.Certifier is { Url.Length: > 0 } certifier)
            await certificates.ObtainAsync(identity, certifier, cancellationToken);
        return 0;
    });

    public Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default) => TryAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(application);
        var submission = new PoetSubmission(
            application.Prefix, application.Challenge.ToArray(), application.Signature.ToArray(), application.Identity, PoetDeadline.At(application.Deadline));
        var registration = await connection.SubmitAsync(submission, cancellationToken);
        return new PoetReceipt(registration.RoundId, registration.RoundEnd);
    });

    public Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default) => TryAsync(async () =>
    {
        bool isNew = false;
        var round = await connection.ProofAsync(
            roundId,
            async (downloaded, token) =>
            {
                try
                {
                    await accept(downloaded.Message, token);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    throw new PoetRequestException(PoetRequestFailure.Garbage, $"the proof of round {roundId} of {Address} is not valid: {exception.Message}", exception);
                }

                isNew = true;
            },
            cancellationToken);
        return new PoetRoundProof(round.Message.Proof, round.Members, isNew);
    });

    private static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (PoetClientException exception)
        {
            throw new PoetRequestException(KindOf(exception.Failure), exception.Message, exception);
        }
    }

    private static PoetRequestFailure KindOf(PoetFailure failure) => failure switch
    {
        PoetFailure.PhaseShiftMismatch => PoetRequestFailure.OtherSchedule,
        PoetFailure.InvalidRequest or PoetFailure.Unauthorized => PoetRequestFailure.Refused,
        PoetFailure.Unrecognized => PoetRequestFailure.Garbage,
        _ => PoetRequestFailure.Unavailable,
    };
}
