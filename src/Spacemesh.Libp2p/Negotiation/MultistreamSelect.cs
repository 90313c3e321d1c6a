using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Negotiation;

/// <summary>multistream-select 1.0.0: agrees on a protocol for a connection or a stream (spec 08 §2.3).</summary>
public static class MultistreamSelect
{
    public const string Header = "/multistream/1.0.0";

    private const string Refusal = "na";
    private const string ListRequest = "ls";
    private const int MaximumToken = 1024;

    /// <summary>Proposals that a dialler may make before the stream is given up.</summary>
    private const int MaximumProposals = 64;

    /// <summary>A token as it stands on the wire.</summary>
    public static byte[] Token(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text + "\n");
        return [.. Encoding.Uvarint.Encode((ulong)bytes.Length), .. bytes];
    }

    /// <summary>The dialler's side: proposes in order and returns the protocol that the listener takes.</summary>
    /// <exception cref="Libp2pException">All are refused, or the peer breaks the protocol.</exception>
    public static async ValueTask<string> SelectAsync(IDuplex duplex, IReadOnlyList<string> protocols, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        for (int i = 0; i < protocols.Count; i++)
        {
            byte[] proposal = Token(protocols[i]);
            await duplex.WriteAsync(i == 0 ? [.. Token(Header), .. proposal] : proposal, cancellationToken);
            if (i == 0)
                await ExpectHeaderAsync(duplex, cancellationToken);
            string answer = await ReadTokenAsync(duplex, cancellationToken);
            if (string.Equals(answer, protocols[i], StringComparison.Ordinal))
                return answer;
            if (!string.Equals(answer, Refusal, StringComparison.Ordinal))
                throw new Libp2pException(Libp2pFault.ProtocolViolation, $"the peer answered '{answer}' to the proposal '{protocols[i]}'");
        }

        throw new Libp2pException(Libp2pFault.ProtocolNotSupported, $"the peer supports none of {string.Join(", ", protocols)}");
    }

    /// <summary>What a lazy dialler checks when it first reads: the listener's header and the echo of its one proposal.</summary>
    /// <exception cref="Libp2pException">It was refused, or the peer breaks the protocol.</exception>
    public static async ValueTask ExpectEchoAsync(IDuplex duplex, string protocol, CancellationToken cancellationToken = default)
    {
        await ExpectHeaderAsync(duplex, cancellationToken);
        string answer = await ReadTokenAsync(duplex, cancellationToken);
        if (!string.Equals(answer, protocol, StringComparison.Ordinal))
            throw new Libp2pException(Libp2pFault.ProtocolNotSupported, $"the peer answered '{answer}' to the proposal '{protocol}'");
    }

    /// <summary>The listener's side: answers proposals until one is supported; null when the dialler gives up.</summary>
    /// <exception cref="Libp2pException">The peer breaks the protocol.</exception>
    public static async ValueTask<string?> AcceptAsync(IDuplex duplex, Func<string, bool> isSupported, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isSupported);
        await duplex.WriteAsync(Token(Header), cancellationToken);
        await ExpectHeaderAsync(duplex, cancellationToken);
        for (int i = 0; i < MaximumProposals; i++)
        {
            if (await TryReadTokenAsync(duplex, cancellationToken) is not { } proposal)
                return null;
            if (!string.Equals(proposal, ListRequest, StringComparison.Ordinal) && isSupported(proposal))
            {
                await duplex.WriteAsync(Token(proposal), cancellationToken);
                return proposal;
            }

            await duplex.WriteAsync(Token(Refusal), cancellationToken);
        }

        throw new Libp2pException(Libp2pFault.ProtocolViolation, $"more than {MaximumProposals} protocols proposed");
    }

    private static async ValueTask ExpectHeaderAsync(IDuplex duplex, CancellationToken cancellationToken)
    {
        string header = await ReadTokenAsync(duplex, cancellationToken);
        if (!string.Equals(header, Header, StringComparison.Ordinal))
            throw new Libp2pException(Libp2pFault.ProtocolViolation, $"the peer begins with '{header}' instead of {Header}");
    }

    private static async ValueTask<string> ReadTokenAsync(IDuplex duplex, CancellationToken cancellationToken) =>
        await TryReadTokenAsync(duplex, cancellationToken) ?? throw new Libp2pException(Libp2pFault.UnexpectedEnd, "the peer ended the negotiation");

    private static async ValueTask<string?> TryReadTokenAsync(IDuplex duplex, CancellationToken cancellationToken)
    {
        byte[]? token = await duplex.ReadFrameAsync(MaximumToken, cancellationToken);
        if (token is null)
            return null;
        if (token.Length == 0 || token[^1] != (byte)'\n')
            throw new Libp2pException(Libp2pFault.ProtocolViolation, "a negotiation token does not end in a line feed");
        return System.Text.Encoding.UTF8.GetString(token.AsSpan(0, token.Length - 1));
    }
}
