using System.Threading.Channels;
using Google.Protobuf;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Post.Remote.NodeSide;

/// <summary>
/// A connected PoST service. Callers queue; one question is on the wire at a time, and its answer is read even when its caller has given
/// up. At most <see cref="MostWaiting"/> questions wait, further callers wait for room.
/// </summary>
internal sealed class PostServiceSession(
    IAsyncEnumerator<ServiceResponse> answers, RpcStreamWriter<NodeRequest> writer, PostServiceEndpointOptions options, TimeProvider time) : IPostProvider
{
    private const int MostWaiting = 16;

    private readonly Channel<Question> _questions = Channel.CreateBounded<Question>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private Question? _asked;

    public NodeId Identity { get; private set; }

    /// <summary>The read under way; ended when there is none.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Asks the service who it is.</summary>
    /// <exception cref="RpcException">It gave no usable answer.</exception>
    public async Task<NodeId> IntroduceAsync(CancellationToken cancellationToken)
    {
        await writer.WriteAsync(new NodeRequest { Metadata = new MetadataRequest() }, cancellationToken);
        var answer = await ReceiveAsync(Read());
        if (answer.KindCase != ServiceResponse.KindOneofCase.Metadata)
            throw new RpcException(StatusCode.Unknown, $"expected metadata response, got {TypeOf(answer)}");
        if (answer.Metadata.Meta is not { } meta)
            throw new RpcException(StatusCode.Unknown, "expected metadata, got empty response");
        if (meta.NodeId.Length != NodeId.Size)
            throw new RpcException(StatusCode.Unknown, $"expected a node id of {NodeId.Size} bytes, got {meta.NodeId.Length}");
        return Identity = NodeId.FromBytes(meta.NodeId.Span);
    }

    /// <summary>Passes questions on until the service is gone.</summary>
    /// <exception cref="RpcException">What ended the session.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        // One read is always under way, so that a service that goes is noticed while there is nothing to ask.
        var incoming = Read();
        while (true)
        {
            var waiting = _questions.Reader.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(incoming, waiting) == incoming)
            {
                await ReceiveAsync(incoming);
                throw Failed("the service answered without being asked");
            }

            await waiting;
            while (_questions.Reader.TryRead(out _asked))
            {
                if (_asked.IsAbandoned)
                    continue;
                await writer.WriteAsync(_asked.Request, cancellationToken);
                _asked.Answer.TrySetResult(await ReceiveAsync(incoming));
                incoming = Read();
            }
        }
    }

    /// <summary>Refuses questions and gives up those that wait.</summary>
    public void Close()
    {
        _questions.Writer.TryComplete();
        _asked?.Answer.TrySetException(PostProviderException.Closed());
        while (_questions.Reader.TryRead(out var question))
            question.Answer.TrySetException(PostProviderException.Closed());
    }

    public async Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(new NodeRequest { Metadata = new MetadataRequest() }, cancellationToken);
        return answer.KindCase == ServiceResponse.KindOneofCase.Metadata ? InfoOf(answer.Metadata.Meta) : throw Unusable($"unexpected response of type: {TypeOf(answer)}");
    }

    public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
    {
        var request = new NodeRequest { GenProof = new GenProofRequest { Challenge = UnsafeByteOperations.UnsafeWrap(challenge.ToArray()) } };
        while (true)
        {
            var answer = await AskAsync(request, cancellationToken);
            if (answer.KindCase != ServiceResponse.KindOneofCase.GenProof)
                throw Unusable($"unexpected response of type: {TypeOf(answer)}");
            if (ProofOf(answer.GenProof, challenge) is { } proof)
                return proof;
            await Task.Delay(options.QueryInterval, time, cancellationToken);
        }
    }

    /// <summary>Null while the proof is being made.</summary>
    private static PostServiceProof? ProofOf(GenProofResponse answer, Hash32 challenge)
    {
        switch (answer.Status)
        {
            case GenProofStatus.Error:
                throw Unusable("error generating proof: status:GEN_PROOF_STATUS_ERROR");
            case GenProofStatus.Unspecified:
                throw Unusable("unspecified error generating proof: ");
            case not GenProofStatus.Ok:
                throw Unusable($"unknown status: status:{(int)answer.Status}");
        }

        if (answer.Proof is not { } proof)
            return null;
        if (answer.Metadata is not { } metadata)
            throw Unusable("proof metadata is nil");
        if (!metadata.Challenge.Span.SequenceEqual(Hash32.Span(in challenge)))
            throw Unusable($"unexpected challenge: {Convert.ToHexStringLower(metadata.Challenge.Span)}");
        return new PostServiceProof(new PostProof(proof.Nonce, proof.Indices.ToByteArray(), proof.Pow), InfoOf(metadata.Meta));
    }

    private static PostServiceInfo InfoOf(Metadata? meta)
    {
        if (meta is null)
            throw Unusable("post metadata is nil");
        if (meta.NodeId.Length != NodeId.Size)
            throw Unusable($"node id of {meta.NodeId.Length} bytes instead of {NodeId.Size}");
        if (meta.CommitmentAtxId.Length != AtxId.Size)
            throw Unusable($"commitment ATX id of {meta.CommitmentAtxId.Length} bytes instead of {AtxId.Size}");
        return new PostServiceInfo(
            NodeId.FromBytes(meta.NodeId.Span), AtxId.FromBytes(meta.CommitmentAtxId.Span), meta.HasNonce ? meta.Nonce : null, meta.NumUnits, meta.LabelsPerUnit);
    }

    // Clients of the reference know these names from its logs.
    private static string TypeOf(ServiceResponse answer) => answer.KindCase switch
    {
        ServiceResponse.KindOneofCase.Metadata => "*spacemeshv1.ServiceResponse_Metadata",
        ServiceResponse.KindOneofCase.GenProof => "*spacemeshv1.ServiceResponse_GenProof",
        _ => "<nil>",
    };

    private static PostProviderException Unusable(string text) => new(PostProviderFailure.Failed, text);

    private static RpcException Failed(string cause, Exception? inner = null) => new(StatusCode.Unknown, $"failed to receive response: {cause}", null, inner);

    private Task<bool> Read()
    {
        var read = answers.MoveNextAsync().AsTask();
        Reading = read;
        return read;
    }

    private async Task<ServiceResponse> ReceiveAsync(Task<bool> incoming)
    {
        using var limit = new CancellationTokenSource();
        if (await Task.WhenAny(incoming, Task.Delay(options.AnswerLimit, time, limit.Token)) != incoming)
            throw Failed($"no answer within {options.AnswerLimit}");
        await limit.CancelAsync();
        try
        {
            if (await incoming)
                return answers.Current;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Failed(exception.Message, exception);
        }

        throw Failed("EOF");
    }

    private async Task<ServiceResponse> AskAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var question = new Question(request);
        try
        {
            await _questions.Writer.WriteAsync(question, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw PostProviderException.Closed();
        }

        try
        {
            return await question.Answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            question.IsAbandoned = true;
            throw;
        }
    }

    private sealed class Question(NodeRequest request)
    {
        private volatile bool _isAbandoned;

        public NodeRequest Request => request;

        public TaskCompletionSource<ServiceResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAbandoned
        {
            get => _isAbandoned;
            set => _isAbandoned = value;
        }
    }
}
