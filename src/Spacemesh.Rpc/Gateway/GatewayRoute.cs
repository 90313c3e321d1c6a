using Google.Api;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>One verb and path that lead to a method.</summary>
/// <param name="Verb">Upper case.</param>
/// <param name="Path">What the path must look like.</param>
/// <param name="Body">"*": the whole message is the body; a field name: that field is; empty: the body is ignored.</param>
/// <param name="ResponseBody">A field of the response that alone is the answer; empty: the whole message.</param>
/// <param name="Handler">The method.</param>
internal sealed record GatewayRoute(string Verb, PathTemplate Path, string Body, string ResponseBody, RpcHandler Handler)
{
    /// <summary>The routes of a service by its annotations; methods without one get their generic path where <paramref name="generic"/> says so.</summary>
    public static IEnumerable<GatewayRoute> Of(RpcServiceBinding service, bool generic)
    {
        foreach (var method in service.Descriptor.Methods)
        {
            var handler = service.Handlers[method.Name];
            var rule = Rule(method);
            if (rule is not null)
            {
                foreach (var binding in rule.AdditionalBindings.Prepend(rule))
                    yield return Of(binding, handler);
            }
            else if (generic)
            {
                yield return new("POST", new PathTemplate(handler.Path), "*", "", handler);
            }
        }
    }

    private static HttpRule? Rule(MethodDescriptor method) => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);

    private static GatewayRoute Of(HttpRule rule, RpcHandler handler)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Custom => (rule.Custom.Kind.ToUpperInvariant(), rule.Custom.Path),
            _ => throw new ArgumentException($"{handler.Path} has an HTTP annotation without path."),
        };
        return new(verb, new PathTemplate(path), rule.Body, rule.ResponseBody, handler);
    }
}
