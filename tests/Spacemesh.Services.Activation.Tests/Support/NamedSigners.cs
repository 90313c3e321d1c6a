using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>Own identities of which only the ids matter: intakes sign nothing.</summary>
internal sealed class NamedSigners(IEnumerable<NodeId> identities) : ISigners
{
    public IReadOnlyList<ISigner> All { get; } = [.. identities.Select(identity => (ISigner)new NamedSigner(identity))];

    private sealed class NamedSigner(NodeId identity) : ISigner
    {
        public NodeId NodeId => identity;

        public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot) => throw new InvalidOperationException("intakes sign nothing");

        public VrfSignature Prove(ReadOnlySpan<byte> message) => throw new InvalidOperationException("intakes sign nothing");
    }
}
