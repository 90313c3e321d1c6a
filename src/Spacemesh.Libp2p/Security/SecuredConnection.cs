using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Security;

/// <summary>An encrypted channel and who stands at its other end.</summary>
public sealed record SecuredConnection(IDuplex Channel, PublicKey RemoteKey);
