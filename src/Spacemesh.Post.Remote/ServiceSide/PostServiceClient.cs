using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>The service's end of a PoST service: connects to the node, answers it, and connects again whenever it is gone (spec 02 §9.2).</summary>
public sealed partial class PostServiceClient(PostServiceClientOptions options, PostProofService service, TimeProvider time, ILogger log)
{
    /// <summary>The node sends away who pings more often than once a minute.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(10);

    private static readonly RpcMethod<ServiceResponse, NodeRequest> Register =
        RpcMethod.Of<ServiceResponse, NodeRequest>(PostReflection.Descriptor.FindTypeByName<ServiceDescriptor>("PostService"), "Register");

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="PostServiceException"><c>max retries (m) reached</c>.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        uint failures = 0;
        using var channel = new RpcChannel(
            new RpcChannelOptions { Address = options.Node, Tls = options.Tls, KeepAliveAfter = KeepAlive, MaxReceiveMessageSize = 10 << 20, UserAgent = "post-service" }, time);
        while (true)
        {
            try
            {
                using var call = channel.Start(Register, cancellationToken: cancellationToken);
                await call.HeadersAsync();
                failures = 0;
                LogConnected(log, options.Node);
                await ServeAsync(call, cancellationToken);
                LogEnded(log);
            }
            catch (RpcException exception) when (exception.Code == StatusCode.Unavailable && exception.InnerException is not null)
            {
                LogNotConnected(log, Cause(exception));
                if (options.MaxRetries is { } most && ++failures > most)
                    throw new PostServiceException($"max retries ({most}) reached", exception);
            }
            catch (RpcException exception)
            {
                failures = 0;
                LogRefused(log, exception.Code, exception.Message);
            }

            await Task.Delay(options.ReconnectInterval, time, cancellationToken);
        }
    }

    private static string Cause(Exception exception)
    {
        var inner = exception;
        while (inner.InnerException is not null)
            inner = inner.InnerException;
        return inner.Message;
    }

    private async Task ServeAsync(RpcCall<ServiceResponse, NodeRequest> call, CancellationToken cancellationToken)
    {
        await foreach (var request in call.ReadAllAsync(cancellationToken))
        {
            var answer = request.KindCase switch
            {
                NodeRequest.KindOneofCase.Metadata => new ServiceResponse { Metadata = new MetadataResponse { Meta = Meta() } },
                NodeRequest.KindOneofCase.GenProof => new ServiceResponse { GenProof = await AnswerAsync(request.GenProof, cancellationToken) },
                _ => new ServiceResponse { GenProof = new GenProofResponse { Status = GenProofStatus.Error } },
            };
            await call.WriteAsync(answer);
        }
    }

    private async Task<GenProofResponse> AnswerAsync(GenProofRequest request, CancellationToken cancellationToken)
    {
        switch (await service.AskAsync(request.Challenge.Memory, cancellationToken))
        {
            case ProofAnswer.Refused refused:
                LogNoProof(log, refused.Reason);
                return new GenProofResponse { Status = GenProofStatus.Error };
            case ProofAnswer.Ready ready:
                return new GenProofResponse
                {
                    Status = GenProofStatus.Ok,
                    Proof = new Proof { Nonce = ready.Proof.Nonce, Indices = ByteString.CopyFrom(ready.Proof.Indices.Span), Pow = ready.Proof.Pow },
                    Metadata = new ProofMetadata { Challenge = ByteString.CopyFrom(ready.Challenge.ToArray()), Meta = Meta() },
                };
            default:
                return new GenProofResponse { Status = GenProofStatus.Ok };
        }
    }

    private Metadata Meta()
    {
        var data = service.Metadata;
        var meta = new Metadata
        {
            NodeId = ByteString.CopyFrom(data.NodeId.ToArray()),
            CommitmentAtxId = ByteString.CopyFrom(data.CommitmentAtxId.ToArray()),
            NumUnits = data.NumUnits,
            LabelsPerUnit = data.LabelsPerUnit,
        };
        if (data.Nonce is { } nonce)
            meta.Nonce = nonce;
        return meta;
    }

    [LoggerMessage(10220, LogLevel.Information, "connected to {Node}")]
    private static partial void LogConnected(ILogger log, Uri node);

    [LoggerMessage(10221, LogLevel.Information, "could not connect to the node: {Reason}")]
    private static partial void LogNotConnected(ILogger log, string reason);

    [LoggerMessage(10222, LogLevel.Warning, "the node ended the session: {Code}: {Reason}")]
    private static partial void LogRefused(ILogger log, StatusCode code, string reason);

    [LoggerMessage(10223, LogLevel.Information, "the node closed the session")]
    private static partial void LogEnded(ILogger log);

    [LoggerMessage(10224, LogLevel.Warning, "no proof: {Reason}")]
    private static partial void LogNoProof(ILogger log, string reason);
}
