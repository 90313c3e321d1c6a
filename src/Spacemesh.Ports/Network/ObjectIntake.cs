using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>
/// The one way in of a kind of objects, whatever the source: check, fetch what it needs, store, tell the law. Where gossip and sync
/// differ the chapter says so; <see cref="ReceivedObject.IsFetched"/> tells them apart.
/// </summary>
public delegate ValueTask<Verdict> ObjectIntake(ReceivedObject received, CancellationToken cancellationToken);
