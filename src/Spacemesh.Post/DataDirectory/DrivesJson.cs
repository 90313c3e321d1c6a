using System.Text.Json.Serialization;

namespace Spacemesh.Post.DataDirectory;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DrivesJson : JsonSerializerContext;
