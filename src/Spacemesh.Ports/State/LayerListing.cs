namespace Spacemesh.Ports.State;

/// <summary>A layer as it is listed: one row for each of its blocks, one for a layer without any (spec 09a §6.2).</summary>
/// <param name="Layer">The layer.</param>
/// <param name="HasBlock">Whether the row stands for a block, and that one decodes.</param>
public sealed record LayerListing(LayerRecord Layer, bool HasBlock);
