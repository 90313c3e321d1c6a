using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>The certifications of one block so far.</summary>
public sealed class CollectedCertificate
{
    private readonly List<CertifyMessage> _messages = [];

    public IReadOnlyList<CertifyMessage> Messages => _messages;

    /// <summary>Whether the node has this block as the output of its own hare.</summary>
    public bool Registered { get; internal set; }

    /// <summary>Whether it is certified; later messages are not looked at.</summary>
    public bool Done { get; internal set; }

    /// <summary>Seats; 16 bits, wrapping.</summary>
    public ushort Seats { get; private set; }

    internal void Add(in CertifyMessage message)
    {
        _messages.Add(message);
        Seats = unchecked((ushort)(Seats + message.Content.EligibilityCnt));
    }
}
