using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>One identity's marriage.</summary>
public sealed record MarriageRecord(MarriageSetId Set, NodeId Identity, AtxId MarriageAtx, int Index, NodeId Target, EdSignature Signature);
