using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Server;

/// <summary>
/// Takes messages off the request body. A message is kept in the body's buffers until it is whole: nothing is allocated by its announced length.
/// </summary>
internal sealed class RequestReader(PipeReader body, string? encoding, GrpcListenerOptions options, PendingBudget budget, TimeProvider time)
{
    /// <summary>How long the end of a request may be behind its only message.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <param name="type">What to decode.</param>
    /// <param name="awaited">The message must come within the limit; else only a message that has begun must be finished within it.</param>
    /// <param name="cancellationToken">Of the call.</param>
    public async ValueTask<IMessage?> ReadAsync(MessageDescriptor type, bool awaited, CancellationToken cancellationToken)
    {
        int length = -1;
        int reserved = 0;
        CancellationTokenSource? limit = null;
        CancellationTokenSource? linked = null;
        try
        {
            while (true)
            {
                if (!body.TryRead(out var result))
                {
                    if (linked is null && (awaited || length >= 0) && options.IncompleteMessageLimit != Timeout.InfiniteTimeSpan)
                    {
                        limit = new CancellationTokenSource(options.IncompleteMessageLimit, time);
                        linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
                    }

                    result = await body.ReadAsync(linked?.Token ?? cancellationToken);
                }

                var buffer = result.Buffer;
                if (length < 0 && buffer.Length >= GrpcFrame.HeaderLength)
                    length = ReadHeader(buffer);
                if (length >= 0 && buffer.Length >= GrpcFrame.HeaderLength + length)
                {
                    var bytes = buffer.Slice(GrpcFrame.HeaderLength, length);
                    var message = Decode(bytes, type);
                    body.AdvanceTo(bytes.End);
                    return message;
                }

                if (result.IsCompleted)
                {
                    bool empty = buffer.IsEmpty;
                    body.AdvanceTo(buffer.End);
                    return empty ? null : throw new RpcException(StatusCode.Internal, "unexpected EOF");
                }

                if (reserved == 0 && length > PendingBudget.Free)
                {
                    if (!budget.TryReserve(length))
                        throw new RpcException(StatusCode.ResourceExhausted, "too many large requests are under way; try again later");
                    reserved = length;
                }

                awaited |= !buffer.IsEmpty;
                body.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(StatusCode.DeadlineExceeded, $"the request message was not complete after {options.IncompleteMessageLimit.TotalSeconds} s");
        }
        finally
        {
            if (reserved != 0)
                budget.Release(reserved);
            linked?.Dispose();
            limit?.Dispose();
        }
    }

    /// <summary>
    /// Waits for the end of a request that is one message. Answering before it arrives resets the stream, and a client may then see the
    /// reset instead of the answer; one that leaves its side open on purpose is answered after a moment all the same.
    /// </summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (body.TryRead(out var result))
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted || !result.Buffer.IsEmpty)
                return;
        }

        using var limit = new CancellationTokenSource(LongestEnd, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            result = await body.ReadAsync(linked.Token);
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Then it has not ended.
        }
    }

    private static IMessage Decode(ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        WireCheck.Run(bytes, type);
        try
        {
            return type.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw WireCheck.Refusal(WireCheck.Malformed);
        }
    }

    private int ReadHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[GrpcFrame.HeaderLength];
        buffer.Slice(0, GrpcFrame.HeaderLength).CopyTo(header);
        return GrpcFrame.ReadHeader(header, options.MaxReceiveMessageSize, encoding, server: true);
    }
}
