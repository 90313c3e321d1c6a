using System.Text.Json.Serialization;

namespace Spacemesh.Post.Proving;

/// <summary>JSON of <see cref="ProvingState"/>.</summary>
[JsonSerializable(typeof(ProvingState))]
internal sealed partial class ProvingStateJson : JsonSerializerContext;
