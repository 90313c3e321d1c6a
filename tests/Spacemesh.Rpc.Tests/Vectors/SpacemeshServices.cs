using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Reflection;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>The services of the API definitions and where a node serves them by default (spec 09a §1.2, §2.1).</summary>
internal static class SpacemeshServices
{
    private static readonly string[] Private =
    [
        "spacemesh.v1.AdminService", "spacemesh.v1.SmesherService", "spacemesh.v1.DebugService", "spacemesh.v2alpha1.ActivationStreamService",
        "spacemesh.v2alpha1.RewardStreamService", "spacemesh.v2alpha1.LayerStreamService", "spacemesh.v2alpha1.TransactionStreamService",
        "spacemesh.v2alpha1.MalfeasanceStreamService",
    ];

    private static readonly string[] Post = ["spacemesh.v1.PostService", "spacemesh.v1.PostInfoService"];

    public static DescriptorPool Descriptors { get; } = DescriptorPool.FromResource(typeof(SpacemeshServices).Assembly, "spacemesh.binpb");

    public static IReadOnlyList<ServiceDescriptor> All { get; } =
    [
        .. typeof(SpacemeshServices).Assembly.GetTypes()
            .Where(type => type.Namespace is "Spacemesh.V1" or "Spacemesh.V2alpha1" && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services)
            .OrderBy(service => service.FullName, StringComparer.Ordinal),
    ];

    public static MethodDescriptor? Method(string path)
    {
        string[] parts = path.TrimStart('/').Split('/');
        return All.FirstOrDefault(service => service.FullName == parts[0])?.FindMethodByName(parts[1]);
    }

    public static IEnumerable<ServiceDescriptor> Of(string endpoint) => endpoint switch
    {
        "private" => All.Where(service => Private.Contains(service.FullName)),
        "post" or "tls" => All.Where(service => Post.Contains(service.FullName)),
        "public" => All.Where(service => !Private.Contains(service.FullName) && !Post.Contains(service.FullName)),
        _ => throw new ArgumentException($"no endpoint {endpoint}", nameof(endpoint)),
    };
}
