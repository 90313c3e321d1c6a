using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Registration;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Server;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Server;

/// <summary>
/// The calls of a PoET service (spec 03 §10.1, §11): the same methods serve gRPC, REST and callers in this process. Refusals are
/// <see cref="RpcException"/>s with the reference's codes and texts.
/// </summary>
public sealed partial class PoetApi
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly PoetServerOptions _options;
    private readonly RegistrationService _registration;
    private readonly SubmitRate _rate;
    private readonly PoetMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    internal PoetApi(PoetServerOptions options, RegistrationService registration, PoetMetrics metrics, TimeProvider time, ILogger log)
    {
        _options = options;
        _registration = registration;
        _metrics = metrics;
        _time = time;
        _log = log;
        _rate = new SubmitRate(options.SubmitsPerSecond, time);
    }

    public Api.InfoResponse Info()
    {
        var response = new Api.InfoResponse
        {
            ServicePubkey = UnsafeByteOperations.UnsafeWrap(_registration.ServiceKey),
            PhaseShift = Span(_options.Schedule.PhaseShift),
            CycleGap = Span(_options.Schedule.CycleGap),
        };
        if (_options.Certifier is { } certifier)
            response.Certifier = new Api.InfoResponse.Types.Cerifier { Url = certifier.Url, Pubkey = UnsafeByteOperations.UnsafeWrap(certifier.PublicKey) };
        return response;
    }

    public Api.PowParamsResponse PowParams() => new()
    {
        PowParams = new Api.PowParams
        {
            Difficulty = _registration.Pow.Difficulty,
            Challenge = UnsafeByteOperations.UnsafeWrap(_registration.Pow.Current),
        },
    };

    public Api.ProofResponse Proof(Api.ProofRequest request)
    {
        ProofRecord? record;
        try
        {
            record = _registration.Proofs.Load(request.RoundId);
        }
        catch (Exception exception) when (exception is XdrException or IOException or UnauthorizedAccessException)
        {
            LogProofUnreadable(_log, request.RoundId, exception);
            throw new RpcException(StatusCode.Internal, "the proof cannot be read");
        }

        if (record is null)
            throw new RpcException(StatusCode.NotFound, "proof not found");
        var merkle = record.Proof.MerkleProof;
        var response = new Api.ProofResponse
        {
            Proof = new Api.PoetProof
            {
                Proof = new Api.MerkleProof { Root = UnsafeByteOperations.UnsafeWrap(merkle.Root.Memory) },
                Leaves = record.Proof.LeafCount,
            },
            Pubkey = UnsafeByteOperations.UnsafeWrap(record.ServiceKey),
        };
        response.Proof.Proof.ProvenLeaves.AddRange(merkle.ProvenLeaves.Select(leaf => UnsafeByteOperations.UnsafeWrap(leaf.Memory)));
        response.Proof.Proof.ProofNodes.AddRange(merkle.ProofNodes.Select(node => UnsafeByteOperations.UnsafeWrap(node.Memory)));
        response.Proof.Members.AddRange(record.Members.Select(UnsafeByteOperations.UnsafeWrap));
        return response;
    }

    /// <summary>Registers; <paramref name="peer"/> is the address that the rate limit counts, null for callers in this process.</summary>
    public async Task<Api.SubmitResponse> SubmitAsync(Api.SubmitRequest request, System.Net.IPAddress? peer, CancellationToken cancellationToken)
    {
        if (!_rate.Allows(peer))
        {
            _metrics.Limited("rate");
            throw new RpcException(StatusCode.ResourceExhausted, "too many registrations from this address");
        }

        Authorize(request);
        while (true)
        {
            var round = _registration.OpenRound;
            CheckDeadline(request, round.Round);
            var outcome = round.Submit(NodeId.FromBytes(request.Pubkey.Span), Hash32.FromBytes(request.Challenge.Span), out var written);
            switch (outcome)
            {
                case RegistrationOutcome.Closed:
                    // The next round is open before this one closes.
                    continue;
                case RegistrationOutcome.Full:
                    throw new RpcException(StatusCode.ResourceExhausted, "maximum number of round members reached");
                case RegistrationOutcome.Overloaded:
                    _metrics.Limited("queue");
                    throw new RpcException(StatusCode.ResourceExhausted, "too many registrations are waiting");
                case RegistrationOutcome.Conflict:
                    throw new RpcException(StatusCode.AlreadyExists, "conflicting registration");
            }

            await WaitAsync(written, cancellationToken);
            return new Api.SubmitResponse
            {
                RoundId = round.Round.ToString(CultureInfo.InvariantCulture),
                RoundEnd = Duration.FromTimeSpan(_options.Schedule.End(round.Round) - _time.GetUtcNow()),
            };
        }
    }

    /// <summary>Reads the trusted certifiers' keys again.</summary>
    public Api.ReloadTrustedKeysResponse ReloadTrustedKeys()
    {
        if (_registration.Certifiers is not { } certifiers)
            throw new RpcException(StatusCode.Unknown, "certificate is not supported");
        try
        {
            certifiers.Reload();
        }
        catch (TrustedKeysException exception)
        {
            throw new RpcException(StatusCode.Unknown, exception.Message);
        }

        return new Api.ReloadTrustedKeysResponse();
    }

    /// <summary>The public service for listeners.</summary>
    public RpcServiceBinding PoetBinding() => new RpcServiceBinding(Service("PoetService", Api.ApiReflection.Descriptor))
        .Unary<Api.InfoRequest, Api.InfoResponse>("Info", (_, _) => Task.FromResult(Info()))
        .Unary<Api.PowParamsRequest, Api.PowParamsResponse>("PowParams", (_, _) => Task.FromResult(PowParams()))
        .Unary<Api.ProofRequest, Api.ProofResponse>("Proof", (request, _) => Task.FromResult(Proof(request)))
        .Unary<Api.SubmitRequest, Api.SubmitResponse>("Submit", (request, context) => SubmitAsync(request, context.Peer?.Address, context.CancellationToken));

    /// <summary>The operator's service for the admin listener.</summary>
    public RpcServiceBinding ConfigurationBinding() => new RpcServiceBinding(Service("ConfigurationService", Api.InternalApiReflection.Descriptor))
        .Unary<Api.ReloadTrustedKeysRequest, Api.ReloadTrustedKeysResponse>("ReloadTrustedKeys", (_, _) => Task.FromResult(ReloadTrustedKeys()));

    private static Google.Protobuf.Reflection.ServiceDescriptor Service(string name, Google.Protobuf.Reflection.FileDescriptor file) =>
        file.Services.Single(service => service.Name == name);

    private static Duration Span(long nanoseconds) =>
        new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanos = (int)(nanoseconds % NanosecondsPerSecond) };

    private static RpcException Invalid(string message) => new(StatusCode.InvalidArgument, message);

    private static async Task WaitAsync(Task written, CancellationToken cancellationToken)
    {
        try
        {
            await written.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(StatusCode.Canceled, "context canceled");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new RpcException(StatusCode.Internal, "unknown error submitting challenge", innerException: exception);
        }
    }

    private void Authorize(Api.SubmitRequest request)
    {
        var nodeId = request.Pubkey.Span;
        if (nodeId.Length != Ed25519.PublicKeySize)
            throw Invalid("invalid public key");
        if (!Ed25519.Verify(nodeId, [.. request.Prefix.Span, .. request.Challenge.Span], request.Signature.Span))
            throw Invalid("invalid signature");
        if (request.Challenge.Length != PoetParameters.NodeSize)
            throw Invalid($"invalid challenge: {request.Challenge.Length} bytes given, a challenge has {PoetParameters.NodeSize}");
        var hint = request.CertificatePubkeyHint.Span;
        if (!hint.IsEmpty && hint.Length != TrustedCertifiers.HintSize)
            throw Invalid("invalid certificate public key hint");

        if (_registration.Certifiers is { } certifiers && request.Certificate is { } certificate)
        {
            var check = certifiers.Check(hint, certificate.Data.Span, certificate.Signature.Span, nodeId, _time.GetUtcNow());
            _metrics.CertificateChecked(check.Verdict);
            if (!check.IsValid)
                throw new RpcException(StatusCode.Unauthenticated, $"invalid certificate\n{check.Text}");
            return;
        }

        CheckPow(request);
    }

    private void CheckPow(Api.SubmitRequest request)
    {
        uint difficulty = request.PowParams?.Difficulty ?? 0;
        var challenge = request.PowParams is { } given ? given.Challenge.Span : default;
        if (!_registration.Pow.Accepts(difficulty, challenge))
        {
            _metrics.PowChecked(false);
            throw Invalid("invalid proof of work parameters");
        }

        bool valid = SubmitPow.IsValid(challenge, request.Pubkey.Span, request.Challenge.Span, request.Nonce, difficulty);
        _metrics.PowChecked(valid);
        if (!valid)
            throw Invalid("invalid proof of work: invalid leading zero bits");
    }

    private void CheckDeadline(Api.SubmitRequest request, uint round)
    {
        if (request.Deadline is not { } deadline || deadline is { Seconds: -62_135_596_800, Nanos: 0 })
            return;
        var latest = ((Int128)deadline.Seconds * NanosecondsPerSecond) + deadline.Nanos;
        if (_options.Schedule.EndNanoseconds(round) > latest)
            throw new RpcException(StatusCode.FailedPrecondition, "too late to register for the desired round");
    }

    [LoggerMessage(5040, LogLevel.Error, "the proof of round {Round} cannot be read")]
    private static partial void LogProofUnreadable(ILogger log, string round, Exception exception);
}
