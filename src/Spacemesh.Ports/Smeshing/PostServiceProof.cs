using Spacemesh.Post.Proving;

namespace Spacemesh.Ports.Smeshing;

/// <summary>A proof and what the service said about its data when it was made.</summary>
public sealed record PostServiceProof(PostProof Proof, PostServiceInfo Info);
