using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>Settings of the section <c>recovery</c> (spec 08 §15.3).</summary>
/// <param name="Uri">
/// The checkpoint: an http, https or file address, or a path. A fragment <c>#sha256=HEX</c> or <c>#blake3=HEX</c> names its hash, which is
/// checked then. It stays configured after the recovery: it is what tells a restarted node where its network begins.
/// </param>
/// <param name="Restore">The layer at which the restored network begins.</param>
/// <param name="PreserveOwn">Whether own ATXs that the checkpoint lacks are kept, with all that they build on.</param>
public sealed record RecoveryOptions(string Uri, LayerId Restore, bool PreserveOwn = true);
